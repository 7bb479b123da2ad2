"""What an author writes: a programme (Bộ chỉ số) apart from its questionnaires.

`programme.yaml` names the files beside it: the units (CSV), the places (CSV, may be absent) and the
questionnaires (YAML). Decimal values are written as text or whole numbers, never as binary floats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from surveyapp.platform.definitions import Code, Definition, Name, Version
from surveyapp.programmes.rows import CounterDefinition, FieldDefinition, UnitDefinition
from surveyapp.questionnaires.definition import QuestionnaireDefinition


def _decimal(value: Any) -> Any:
    """Numbers through their shortest text, so that 13.5 in YAML is exactly 13.5."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Points = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, max_digits=12)]
#: A file of the same folder; no way leads out of it.
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]


class AuthorityDefinition(Definition):
    """The body that runs the survey."""

    code: Code
    name: Name


class Criterion(Definition):
    """A satisfaction criterion (tiêu chí hài lòng), the leaf of the index tree."""

    code: Code
    name: Name


class Factor(Definition):
    """A factor (yếu tố)."""

    code: Code
    name: Name
    criteria: list[Criterion] = Field(min_length=1)


class Content(Definition):
    """A content (nội dung đo lường), the top of the index tree."""

    code: Code
    name: Name
    factors: list[Factor] = Field(min_length=1)


class IndexTree(Definition):
    """Content -> factor -> satisfaction criterion."""

    contents: list[Content] = Field(min_length=1)

    @property
    def factors(self) -> Iterator[Factor]:
        """All factors in order."""
        return (factor for content in self.contents for factor in content.factors)

    @property
    def criteria(self) -> Iterator[Criterion]:
        """All criteria in order."""
        return (criterion for factor in self.factors for criterion in factor.criteria)


class Group(Definition):
    """A group of units ranked together."""

    code: Code
    name: Name
    #: The full standard score of the group before lowering; None where the scheme does not say.
    max_points: Points | None = None


class Part(Definition):
    """A part of the score: imported points, or the points of the satisfaction index."""

    code: Code
    name: Name
    kind: Literal["imported", "sipas"]
    #: Maximum by group; a group that is absent has no stated maximum.
    max_points: dict[str, Points] = Field(default_factory=dict)


class ClassRule(Definition):
    """A class of the PAR index (xếp loại): percent bounds, `above` and `below` exclusive."""

    code: Code
    name: Name
    above: Points | None = None
    at_least: Points | None = None
    at_most: Points | None = None
    below: Points | None = None


class RespondentGroup(Definition):
    """Who answers (đối tượng khảo sát)."""

    code: Code
    name: Name


class Channel(Definition):
    """A way by which dossiers came (kênh nộp hồ sơ), not how answers were collected."""

    code: Code
    name: Name
    #: Codes of the questionnaires for people who came this way.
    forms: list[Code] = Field(min_length=1)


class Method(Definition):
    """The named settings of the method; the defaults are those of docs/method.md."""

    satisfied: list[Literal["1", "2", "3", "4", "5"]] = Field(default=["4", "5"], min_length=1)
    roll_up: Literal["criteria", "factors", "contents", "pooled", "weights"] = "criteria"
    #: Own weights by criterion, for `roll_up: weights`.
    weights: dict[str, Points] = Field(default_factory=dict)
    combine_forms: Literal["pool", "per_form"] = "pool"
    #: `population`: weigh by the population where one was imported.
    weighting: Literal["population", "none"] = "population"
    #: Responses that a field needs to be weighed by itself; with fewer it is joined to another.
    smallest_class: int = Field(default=5, ge=1, le=1000)
    points_from: Literal["unrounded", "printed"] = "unrounded"
    rank_by: Literal["unrounded", "printed"] = "unrounded"
    ties: Literal["list_order", "shared", "dense"] = "list_order"
    decimals: int = Field(default=2, ge=0, le=6)
    #: An answer whose page was opened in time and sent after the round closed.
    late_answers: Literal["exclude", "count"] = "exclude"


class ProgrammeHead(Definition):
    """What programme.yaml says itself, apart from the files it names."""

    code: Code
    version: Version
    name: Name
    authority: AuthorityDefinition
    #: The legal basis and remarks, shown to the desk.
    notes: list[str] = Field(default_factory=list)
    respondent_groups: list[RespondentGroup] = Field(default_factory=list)
    #: Every form of the index belongs to exactly one; none written: each is a channel of its own.
    channels: list[Channel] = Field(default_factory=list)
    groups: list[Group] = Field(min_length=1)
    index: IndexTree
    method: Method = Field(default_factory=Method)
    parts: list[Part] = Field(min_length=1)
    classes: list[ClassRule] = Field(default_factory=list)


class ProgrammeFile(ProgrammeHead):
    """programme.yaml: the head, and the names of the files beside it."""

    units: FileName
    places: FileName | None = None
    fields: FileName | None = None
    questionnaires: list[FileName] = Field(min_length=1)


class ProgrammeDefinition(ProgrammeHead):
    """The whole programme as it is stored: the YAML with its units and counters read in.

    `channels` is always filled. Channels that say no more than their forms are not stored, so a
    programme written before there were channels keeps its hash.
    """

    #: In list order inside each group (Sóc Trăng breaks ties by it).
    units: list[UnitDefinition] = Field(min_length=1)
    counters: list[CounterDefinition] = Field(default_factory=list)
    fields: list[FieldDefinition] = Field(default_factory=list)
    #: Codes of the questionnaires, in the order that printed links name them.
    questionnaires: list[Code] = Field(min_length=1)
    #: Those of them that are quick ratings: they feed no index and belong to no channel.
    quick_forms: list[Code] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _fill_channels(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("channels"):
            quick = data.get("quick_forms") or ()
            forms = [form for form in data.get("questionnaires") or () if form not in quick]
            return {**data, "channels": own_channels(forms)}
        return data

    def canonical(self) -> dict[str, Any]:
        """The JSON form that is stored and hashed."""
        stored = super().canonical()
        if self.channels == own_channels(self.index_forms):
            del stored["channels"]
        return stored

    @property
    def index_forms(self) -> list[str]:
        """Codes of the questionnaires that feed the index, in order."""
        return [form for form in self.questionnaires if form not in self.quick_forms]

    def channel_of(self, form_code: str) -> str:
        """The code of the channel that a questionnaire belongs to, "" for a quick rating.

        KeyError for a questionnaire that the programme does not have.
        """
        if form_code in self.quick_forms:
            return ""
        return {form: channel.code for channel in self.channels for form in channel.forms}[
            form_code
        ]

    def group_units(self, group: str) -> list[UnitDefinition]:
        """The units of a group in list order."""
        return [unit for unit in self.units if unit.group == group]

    @property
    def index_part(self) -> Part | None:
        """The part that the satisfaction index feeds, None where the programme has none."""
        return next((part for part in self.parts if part.kind == "sipas"), None)

    def units_served(self, counter: CounterDefinition) -> list[str]:
        """Codes of the units a counter serves, in list order."""
        return self._units_named(counter.serves)

    def units_handling(self, field: FieldDefinition) -> list[str]:
        """Codes of the units that handle a field, in list order."""
        return self._units_named(field.units)

    def _units_named(self, words: Sequence[str]) -> list[str]:
        named = set(words)
        return [u.code for u in self.units if u.code in named or f"group:{u.group}" in named]


def own_channels(forms: Sequence[str]) -> list[Channel]:
    """Each form as a channel of its own, which bears its code."""
    return [Channel(code=form, name=form, forms=[form]) for form in forms]


@dataclass(frozen=True, slots=True)
class ProgrammeSource:
    """A programme as read from its folder: the definition and its questionnaires, in order."""

    definition: ProgrammeDefinition
    questionnaires: tuple[QuestionnaireDefinition, ...]
