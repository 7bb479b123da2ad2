"""The document of a result: what is stored, sealed, shown and exported. Worker and commands only.

Plain JSON. Exact figures are rationals (`surveyapp.results.exact`); None is chưa xác định. Units
stand in list order; `rank` gives the order of the tables. `surveyapp.results.views` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from analysis.cells import OVERALL, Node
from analysis.index import NodeIndex
from analysis.par import Mean
from analysis.weights.unit_weighting import UnitWeighting
from surveyapp.platform.formats import number
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.questionnaires.definition import Purpose
from surveyapp.results.exact import write_exact
from surveyapp.results.precision import LEVEL, NO_PLACES, Precision
from surveyapp.results.quick import QuickRating
from surveyapp.results.run import Figures, Inputs, UnitFigures
from surveyapp.results.views import FORMAT
from surveyapp.rounds.models import Round

UNWEIGHTED = (
    "Số liệu chưa có trọng số: mô tả các phiếu hợp lệ đã thu về, chưa suy rộng cho mọi hồ sơ."
)
WEIGHTED = "Số liệu có trọng số theo số hồ sơ đã có kết quả của từng đơn vị, kênh và lĩnh vực."
SAMPLING_ERROR = (
    "Khoảng tin cậy và các hạng có thể chỉ nói về sai số do chọn mẫu, coi phiếu trong mỗi kênh như"
    " được chọn ngẫu nhiên; chưa tính ảnh hưởng của người tự nguyện trả lời."
)
SIMULATED = "SỐ LIỆU MÔ PHỎNG: các phiếu của đợt này do máy tạo ra để trình diễn."
PER_FORM = (
    "Chỉ số bình quân các mẫu phiếu theo số hồ sơ đã có kết quả; số câu trả lời cộng mọi mẫu phiếu."
)


def build_document(round_: Round, inputs: Inputs, figures: Figures) -> dict[str, Any]:
    """Everything about one run as JSON."""
    definition = inputs.definition
    return {
        "format": FORMAT,
        "round": {"code": round_.code, "name": round_.name, "authority": round_.authority.code},
        "programme": {
            "code": definition.code,
            "version": definition.version,
            "name": definition.name,
            "content_hash": round_.programme.content_hash,
        },
        "simulated": round_.simulated,
        "weighted": any(unit.classes for unit in figures.weighting.values()),
        "level": str(LEVEL),
        "notes": list(_notes(round_, definition, figures)),
        "method": definition.method.model_dump(mode="json"),
        "n": inputs.cube.n,
        "forms": _forms(inputs, "index"),
        "quick_forms": _forms(inputs, "quick"),
        "channels": [{"code": each.code, "name": each.name} for each in definition.channels],
        "tree": _tree(definition),
        "parts": [{"code": p.code, "name": p.name, "kind": p.kind} for p in definition.parts],
        "classes": [{"code": rule.code, "name": rule.name} for rule in definition.classes],
        "groups": [
            {
                "code": group.code,
                "name": group.name,
                "index_mean": _mean(figures.index_means[group.code]),
                "score_mean": _mean(figures.score_means[group.code]),
            }
            for group in definition.groups
        ],
        "index_mean": _mean(figures.index_means[""]),
        "score_mean": _mean(figures.score_means[""]),
        "units": [
            {"code": unit.code, "name": unit.name, "group": unit.group}
            | _unit(figures.units[unit.code], figures.uncertainty.figures.get(unit.code, {}))
            | {"weighting": _weighting(figures.weighting[unit.code])}
            | {"places": asdict(figures.uncertainty.places.get(unit.code, NO_PLACES))}
            | {"quick": [_quick(rating) for rating in figures.quick.get(unit.code, ())]}
            for unit in definition.units
        ],
    }


def _notes(round_: Round, definition: ProgrammeDefinition, figures: Figures) -> Iterator[str]:
    """What a reader must know beside the figures."""
    if round_.simulated:
        yield SIMULATED
    answered = [unit for unit in figures.weighting.values() if unit.state != "no_responses"]
    plain = sum(not unit.classes for unit in answered)
    yield UNWEIGHTED if plain == len(answered) else WEIGHTED
    if 0 < plain < len(answered):
        yield f"{plain} đơn vị chưa có trọng số; bảng của từng đơn vị ghi lý do."
    yield SAMPLING_ERROR
    if definition.method.combine_forms == "per_form":
        yield PER_FORM
    step = number(Fraction(1, 10**definition.method.decimals), definition.method.decimals)
    yield f"Số được làm tròn riêng khi in, nên tổng có thể lệch {step} so với các số thành phần."


def _tree(definition: ProgrammeDefinition) -> list[dict[str, Any]]:
    return [
        {
            "code": content.code,
            "name": content.name,
            "factors": [
                {
                    "code": factor.code,
                    "name": factor.name,
                    "criteria": [{"code": c.code, "name": c.name} for c in factor.criteria],
                }
                for factor in content.factors
            ],
        }
        for content in definition.index.contents
    ]


def _forms(inputs: Inputs, purpose: Purpose) -> list[dict[str, Any]]:
    return [
        {"code": form.code, "number": form.number}
        for form in inputs.forms
        if form.purpose == purpose
    ]


def _quick(rating: QuickRating) -> dict[str, Any]:
    """Beside the index, never part of it (M18)."""
    return {
        "form": rating.form,
        "n": rating.n,
        "satisfied": rating.satisfied,
        "valid": rating.valid,
        "share": write_exact(rating.share),
        "precision": _precision(rating.precision),
    }


def _mean(mean: Mean) -> dict[str, Any]:
    return {"value": write_exact(mean.value), "n": mean.n, "left_out": mean.left_out}


def _unit(figures: UnitFigures, precisions: Mapping[Node, Precision]) -> dict[str, Any]:
    index, score = figures.index, figures.score
    return {
        "n": index.n,
        "forms": [
            {
                "form": form.form,
                "n": form.n,
                "index": write_exact(form.percent),
                "population": form.population,
            }
            for form in index.forms
        ],
        "index": write_exact(index.percent),
        "precision": _precision(precisions.get(OVERALL)),
        "unknown": index.unknown,
        "satisfied": index.share.satisfied,
        "valid": index.share.valid,
        "blank": index.share.blank,
        "no_opinion": index.share.no_opinion,
        "points": write_exact(figures.points),
        "max_points": None if figures.max_points is None else str(figures.max_points),
        "rank": figures.place.place,
        "tied": figures.place.tied,
        "contents": _nodes(index.contents, "content", precisions),
        "factors": _nodes(index.factors, "factor", precisions),
        "criteria": _nodes(index.criteria, "criterion", precisions),
        "criteria_left_out": list(index.criteria_left_out),
        "forms_left_out": list(index.forms_left_out),
        "score": {
            "parts": {code: write_exact(points) for code, points in figures.parts.items()},
            "total": write_exact(score.total),
            "max_points": write_exact(score.maximum),
            "index": write_exact(score.percent),
            "class": figures.grade,
            "missing": list(score.missing),
            "rank": figures.score_place.place,
            "tied": figures.score_place.tied,
        },
    }


def _nodes(
    nodes: Sequence[NodeIndex], level: str, precisions: Mapping[Node, Precision]
) -> list[dict[str, Any]]:
    return [
        {
            "code": node.code,
            "index": write_exact(node.percent),
            "precision": _precision(precisions.get(Node(level, node.code))),
            "n": node.share.valid,
            "satisfied": node.share.satisfied,
            "blank": node.share.blank,
            "no_opinion": node.share.no_opinion,
        }
        for node in nodes
    ]


def _precision(precision: Precision | None) -> dict[str, Any] | None:
    """None for a unit without responses."""
    if precision is None:
        return None
    return {
        "effective_n": write_exact(precision.effective_n),
        "standard_error": write_exact(precision.standard_error),
        "low": write_exact(precision.low),
        "high": write_exact(precision.high),
        "rule": precision.rule,
    }


def _weighting(weighting: UnitWeighting) -> dict[str, Any]:
    return {
        "state": str(weighting.state),
        "population": weighting.population,
        "classes": [
            {
                "channels": list(each.channels),
                "fields": list(each.fields),
                "population": each.population,
                "n": each.n,
            }
            for each in weighting.classes
        ],
        "joined": [list(pair) for pair in weighting.joined],
        "channels_without_responses": list(weighting.channels_without_responses),
    }
