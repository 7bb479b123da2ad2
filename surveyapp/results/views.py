"""Reading the stored document back into rows; see `surveyapp.results.rows`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from surveyapp.results.exact import read_exact
from surveyapp.results.rows import (
    ClassRow,
    FormRow,
    GroupTable,
    MeanRow,
    NodeRow,
    PlacesRow,
    PrecisionRow,
    QuickRow,
    ResultView,
    ScoreRow,
    UnitRow,
    WeightingRow,
)

#: Grows when the shape of the document changes; older results are computed again.
FORMAT = 4


def read_document(document: Mapping[str, Any], *, computed_at: datetime, seal: str) -> ResultView:
    """The typed tables of a document made by `surveyapp.results.document`."""
    names = _Names(document)
    units = [_unit(row, names) for row in document["units"]]
    return ResultView(
        round_code=document["round"]["code"],
        round_name=document["round"]["name"],
        simulated=document["simulated"],
        weighted=document["weighted"],
        level=100 * Fraction(document["level"]),
        notes=tuple(document["notes"]),
        method=document["method"],
        decimals=document["method"]["decimals"],
        n=document["n"],
        channels=names.channels,
        quick_forms=names.quick_forms,
        parts=names.parts,
        classes=names.classes,
        groups=tuple(_group(group, units) for group in document["groups"]),
        index_mean=MeanRow(**_exact_mean(document["index_mean"])),
        score_mean=MeanRow(**_exact_mean(document["score_mean"])),
        computed_at=computed_at,
        seal=seal,
    )


class _Names:
    """Names by code, in the programme's order; a JSON object on PostgreSQL keeps no order."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        factors = [factor for content in document["tree"] for factor in content["factors"]]
        self.contents = {node["code"]: node["name"] for node in document["tree"]}
        self.factors = {node["code"]: node["name"] for node in factors}
        self.criteria = {c["code"]: c["name"] for factor in factors for c in factor["criteria"]}
        self.factor_of = {c["code"]: f["code"] for f in factors for c in f["criteria"]}
        self.channels = {channel["code"]: channel["name"] for channel in document["channels"]}
        self.quick_forms = {form["code"]: form["number"] for form in document["quick_forms"]}
        self.parts = {part["code"]: part["name"] for part in document["parts"]}
        self.classes = {rule["code"]: rule["name"] for rule in document["classes"]}


def _group(group: Mapping[str, Any], units: Sequence[UnitRow]) -> GroupTable:
    """Units without a place stand last; sorting is stable, so the list order stays."""
    members = [unit for unit in units if unit.group == group["code"]]
    last = len(members) + 1
    return GroupTable(
        code=group["code"],
        name=group["name"],
        by_index=tuple(sorted(members, key=lambda unit: unit.rank or last)),
        by_score=tuple(sorted(members, key=lambda unit: unit.score.rank or last)),
        index_mean=MeanRow(**_exact_mean(group["index_mean"])),
        score_mean=MeanRow(**_exact_mean(group["score_mean"])),
    )


def _exact_mean(mean: Mapping[str, Any]) -> dict[str, Any]:
    return {**mean, "value": read_exact(mean["value"])}


def _unit(row: Mapping[str, Any], names: _Names) -> UnitRow:
    plain = ("code", "name", "group", "n", "unknown", "satisfied", "valid", "blank", "no_opinion")
    return UnitRow(
        **{key: row[key] for key in plain},
        forms=tuple(
            FormRow(**{**form, "index": read_exact(form["index"])}) for form in row["forms"]
        ),
        index=read_exact(row["index"]),
        precision=_precision(row["precision"]),
        places=PlacesRow(**row["places"]),
        weighting=_weighting(row["weighting"]),
        points=read_exact(row["points"]),
        max_points=read_exact(row["max_points"]),
        rank=row["rank"],
        tied=row["tied"],
        contents=_nodes(row["contents"], names.contents, {}),
        factors=_nodes(row["factors"], names.factors, {}),
        criteria=_nodes(row["criteria"], names.criteria, names.factor_of),
        criteria_left_out=tuple(row["criteria_left_out"]),
        quick=tuple(_quick(rating) for rating in row["quick"]),
        score=_score(row["score"], names),
    )


def _quick(rating: Mapping[str, Any]) -> QuickRow:
    share, precision = read_exact(rating["share"]), _precision(rating["precision"])
    return QuickRow(**{**rating, "share": share, "precision": precision})


def _nodes(
    nodes: Sequence[Mapping[str, Any]], names: Mapping[str, str], factor_of: Mapping[str, str]
) -> tuple[NodeRow, ...]:
    return tuple(
        NodeRow(
            **{
                **node,
                "index": read_exact(node["index"]),
                "precision": _precision(node["precision"]),
                "name": names[node["code"]],
                "factor": factor_of.get(node["code"], ""),
            }
        )
        for node in nodes
    )


def _score(score: Mapping[str, Any], names: _Names) -> ScoreRow:
    return ScoreRow(
        parts={code: read_exact(score["parts"][code]) for code in names.parts},
        total=read_exact(score["total"]),
        max_points=read_exact(score["max_points"]),
        index=read_exact(score["index"]),
        grade=score["class"] or "",
        grade_name=names.classes.get(score["class"], ""),
        missing=tuple(score["missing"]),
        rank=score["rank"],
        tied=score["tied"],
    )


def _precision(precision: Mapping[str, Any] | None) -> PrecisionRow | None:
    if precision is None:
        return None
    names = ("effective_n", "standard_error", "low", "high")
    return PrecisionRow(
        **{name: read_exact(precision[name]) for name in names}, rule=precision["rule"]
    )


def _weighting(weighting: Mapping[str, Any]) -> WeightingRow:
    return WeightingRow(
        state=weighting["state"],
        population=weighting["population"],
        classes=tuple(
            ClassRow(tuple(row["channels"]), tuple(row["fields"]), row["population"], row["n"])
            for row in weighting["classes"]
        ),
        joined=tuple((pair[0], pair[1]) for pair in weighting["joined"]),
        channels_without_responses=tuple(weighting["channels_without_responses"]),
    )
