"""The document of a result: what is stored, sealed, shown and exported. Worker and commands only.

Plain JSON. Exact figures are rationals (`surveyapp.results.exact`); None is chưa xác định. Units
stand in list order; `rank` gives the order of the tables. `surveyapp.results.views` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from analysis.index import NodeIndex
from analysis.par import Mean
from surveyapp.platform.formats import number
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.results.exact import write_exact
from surveyapp.results.run import Figures, Inputs, UnitFigures
from surveyapp.rounds.models import Round

#: Grows when the shape of the document changes; older results are computed again.
FORMAT = 1

UNWEIGHTED = (
    "Số liệu chưa có trọng số: mô tả các phiếu hợp lệ đã thu về, chưa suy rộng cho mọi hồ sơ."
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
        "weighted": False,
        "notes": list(_notes(round_, definition)),
        "method": definition.method.model_dump(mode="json"),
        "n": inputs.cube.n,
        "forms": [{"code": form.code, "number": form.number} for form in inputs.forms],
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
            | _unit(figures.units[unit.code])
            for unit in definition.units
        ],
    }


def _notes(round_: Round, definition: ProgrammeDefinition) -> Iterator[str]:
    """What a reader must know beside the figures."""
    if round_.simulated:
        yield SIMULATED
    yield UNWEIGHTED
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


def _mean(mean: Mean) -> dict[str, Any]:
    return {"value": write_exact(mean.value), "n": mean.n, "left_out": mean.left_out}


def _unit(figures: UnitFigures) -> dict[str, Any]:
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
        "unknown": index.unknown,
        "satisfied": index.share.satisfied,
        "valid": index.share.valid,
        "blank": index.share.blank,
        "no_opinion": index.share.no_opinion,
        "points": write_exact(figures.points),
        "max_points": None if figures.max_points is None else str(figures.max_points),
        "rank": figures.place.place,
        "tied": figures.place.tied,
        "contents": _nodes(index.contents),
        "factors": _nodes(index.factors),
        "criteria": _nodes(index.criteria),
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


def _nodes(nodes: Sequence[NodeIndex]) -> list[dict[str, Any]]:
    return [
        {
            "code": node.code,
            "index": write_exact(node.percent),
            "n": node.share.valid,
            "satisfied": node.share.satisfied,
            "blank": node.share.blank,
            "no_opinion": node.share.no_opinion,
        }
        for node in nodes
    ]
