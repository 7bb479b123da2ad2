"""The stored document as typed rows in table order, for pages and exports.

Figures are exact (`Fraction`) or None for chưa xác định; whoever prints them rounds half-up to
`decimals` digits (`surveyapp.platform.formats.number`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from surveyapp.results.exact import read_exact


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A content, factor or criterion of one unit; `n` counts its valid answers."""

    code: str
    name: str
    #: The code of the factor of a criterion; empty for the other levels.
    factor: str
    index: Fraction | None
    n: int
    satisfied: int
    blank: int
    no_opinion: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """Valid forms of one kind, and the index that they alone would give."""

    form: str
    n: int
    index: Fraction | None
    population: int | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The reform score (Chỉ số CCHC) of a unit. `parts` in the order of the programme."""

    parts: Mapping[str, Fraction | None]
    total: Fraction | None
    max_points: Fraction | None
    index: Fraction | None
    #: Code and name of the class; empty where there is none.
    grade: str
    grade_name: str
    missing: tuple[str, ...]
    rank: int | None
    tied: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its satisfaction index, points and place, and what they rest on."""

    group: str
    code: str
    name: str
    n: int
    forms: tuple[FormRow, ...]
    index: Fraction | None
    #: Why the index is unknown: no_responses, no_valid_answers, no_weight, population_missing.
    unknown: str | None
    satisfied: int
    valid: int
    blank: int
    no_opinion: int
    points: Fraction | None
    max_points: Fraction | None
    rank: int | None
    #: Units level with this one, itself included; 0 without a place.
    tied: int
    contents: tuple[NodeRow, ...]
    factors: tuple[NodeRow, ...]
    criteria: tuple[NodeRow, ...]
    criteria_left_out: tuple[str, ...]
    score: ScoreRow


@dataclass(frozen=True, slots=True)
class MeanRow:
    """Mean over `n` units; `left_out` units are unknown."""

    value: Fraction | None
    n: int
    left_out: int


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A group's units twice: in the order of the satisfaction table and of the reform score."""

    code: str
    name: str
    by_index: tuple[UnitRow, ...]
    by_score: tuple[UnitRow, ...]
    index_mean: MeanRow
    score_mean: MeanRow

    @property
    def grades(self) -> Mapping[str, int]:
        """How many units are in each class, by class code; `""` counts those without one."""
        return Counter(unit.score.grade for unit in self.by_index)


@dataclass(frozen=True, slots=True)
class ResultView:
    """A whole result. `parts` and `classes` map codes to names in the programme's order."""

    round_code: str
    round_name: str
    simulated: bool
    weighted: bool
    notes: tuple[str, ...]
    method: Mapping[str, Any]
    decimals: int
    n: int
    parts: Mapping[str, str]
    classes: Mapping[str, str]
    groups: tuple[GroupTable, ...]
    index_mean: MeanRow
    score_mean: MeanRow
    computed_at: datetime
    seal: str

    @property
    def scored(self) -> bool:
        """Whether the programme has parts beside the satisfaction index."""
        return len(self.parts) > 1

    def find_unit(self, code: str) -> UnitRow | None:
        """The row of one unit."""
        units = (unit for group in self.groups for unit in group.by_index)
        return next((unit for unit in units if unit.code == code), None)


def read_document(document: Mapping[str, Any], *, computed_at: datetime, seal: str) -> ResultView:
    """The typed tables of a document made by `surveyapp.results.document`."""
    names = _Names(document)
    units = [_unit(row, names) for row in document["units"]]
    return ResultView(
        round_code=document["round"]["code"],
        round_name=document["round"]["name"],
        simulated=document["simulated"],
        weighted=document["weighted"],
        notes=tuple(document["notes"]),
        method=document["method"],
        decimals=document["method"]["decimals"],
        n=document["n"],
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
        points=read_exact(row["points"]),
        max_points=read_exact(row["max_points"]),
        rank=row["rank"],
        tied=row["tied"],
        contents=_nodes(row["contents"], names.contents, {}),
        factors=_nodes(row["factors"], names.factors, {}),
        criteria=_nodes(row["criteria"], names.criteria, names.factor_of),
        criteria_left_out=tuple(row["criteria_left_out"]),
        score=_score(row["score"], names),
    )


def _nodes(
    nodes: Sequence[Mapping[str, Any]], names: Mapping[str, str], factor_of: Mapping[str, str]
) -> tuple[NodeRow, ...]:
    return tuple(
        NodeRow(
            **{
                **node,
                "index": read_exact(node["index"]),
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
