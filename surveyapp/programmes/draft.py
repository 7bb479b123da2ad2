"""A programme as far as it can be read: what the checks compare, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyapp.platform.csv_files import CsvRow, read_csv
from surveyapp.platform.entries import Entry, at, entries, entry
from surveyapp.platform.faults import Fault
from surveyapp.platform.yaml_files import YamlDocument
from surveyapp.programmes.definition import (
    Channel,
    ClassRule,
    Content,
    Criterion,
    Factor,
    Group,
    Method,
    Part,
    RespondentGroup,
)
from surveyapp.programmes.rows import CounterDefinition, FieldDefinition, UnitDefinition
from surveyapp.questionnaires.reading import QuestionnaireDraft, read_questionnaire

UNIT_COLUMNS = ("code", "name", "group")
FIELD_COLUMNS = ("code", "name", "units")
PLACE_COLUMNS = ("place", "place_name", "counter", "counter_name", "serves")


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """Everything a folder says about a programme, in the order it is written."""

    document: YamlDocument
    respondent_groups: list[Entry[RespondentGroup]]
    channels: list[Entry[Channel]]
    groups: list[Entry[Group]]
    contents: list[Entry[Content]]
    factors: list[Entry[Factor]]
    criteria: list[Entry[Criterion]]
    parts: list[Entry[Part]]
    classes: list[Entry[ClassRule]]
    method: Method | None
    units: list[Entry[UnitDefinition]]
    counters: list[Entry[CounterDefinition]]
    fields: list[Entry[FieldDefinition]]
    forms: list[QuestionnaireDraft]
    #: False where units.csv could not be read: nothing can be said about references to units.
    units_known: bool

    @property
    def forms_known(self) -> bool:
        """Whether every questionnaire could be read, so that their codes are all there are."""
        names = at(self.document.data, ("questionnaires",))
        listed = {str(name) for name in names} if isinstance(names, list) else set()
        return len(self.forms) == len(listed) and all(form.code for form in self.forms)

    def fault(self, path: Sequence[str | int], code: str, message: str, cure: str) -> Fault:
        """A fault at a path of programme.yaml."""
        return Fault(self.document.name, self.document.place(path), code, message, cure)


def read_draft(folder: Path, document: YamlDocument) -> tuple[ProgrammeDraft, list[Fault]]:
    """Read the files that programme.yaml names. Faults are those of each file by itself."""
    units, unit_faults = _read_units(folder, document)
    counters, counter_faults = _read_counters(folder, document)
    fields, field_faults = _read_fields(folder, document)
    forms, form_faults = _read_forms(folder, document)
    contents = entries(document, ("index", "contents"), Content)
    factors = [f for c in contents for f in entries(document, (*c.path, "factors"), Factor)]
    method = at(document.data, ("method",))
    draft = ProgrammeDraft(
        document=document,
        respondent_groups=entries(document, ("respondent_groups",), RespondentGroup),
        channels=entries(document, ("channels",), Channel),
        groups=entries(document, ("groups",), Group),
        contents=contents,
        factors=factors,
        criteria=[c for f in factors for c in entries(document, (*f.path, "criteria"), Criterion)],
        parts=entries(document, ("parts",), Part),
        classes=entries(document, ("classes",), ClassRule),
        method=Method() if method is None else entry(document, ("method",), Method).value,
        units=units,
        counters=counters,
        fields=fields,
        forms=forms,
        units_known=bool(units),
    )
    return draft, [*unit_faults, *counter_faults, *field_faults, *form_faults]


def _file(folder: Path, document: YamlDocument, key: str) -> Path | None:
    """The file that a key names, None where it names none; other faults are the model's."""
    name = at(document.data, (key,))
    return folder / Path(name).name if isinstance(name, str) and name else None


def _read_units(
    folder: Path, document: YamlDocument
) -> tuple[list[Entry[UnitDefinition]], list[Fault]]:
    path = _file(folder, document, "units")
    if path is None:
        return [], []
    rows, faults = read_csv(path, required=UNIT_COLUMNS, optional=("level", "parent"))
    units = []
    for row in rows:
        _, row_faults = UnitDefinition.read(row)
        faults += row_faults
        units.append(entry(row, (), UnitDefinition))
    if not rows and not faults:
        faults.append(_no_rows(path))
    return units, faults


def _read_counters(
    folder: Path, document: YamlDocument
) -> tuple[list[Entry[CounterDefinition]], list[Fault]]:
    path = _file(folder, document, "places")
    if path is None:
        return [], []
    rows, faults = read_csv(path, required=PLACE_COLUMNS, optional=("operator",))
    counters = []
    for row in rows:
        served = ListRow(row, "serves")
        _, row_faults = CounterDefinition.read(served)
        faults += row_faults
        counters.append(entry(served, (), CounterDefinition, key="key"))
    if not rows and not faults:
        faults.append(_no_rows(path))
    return counters, faults


def _read_fields(
    folder: Path, document: YamlDocument
) -> tuple[list[Entry[FieldDefinition]], list[Fault]]:
    path = _file(folder, document, "fields")
    if path is None:
        return [], []
    rows, faults = read_csv(path, required=FIELD_COLUMNS)
    fields = []
    for row in rows:
        handled = ListRow(row, "units")
        _, row_faults = FieldDefinition.read(handled)
        faults += row_faults
        fields.append(entry(handled, (), FieldDefinition))
    if not rows and not faults:
        faults.append(_no_rows(path))
    return fields, faults


def _no_rows(path: Path) -> Fault:
    cure = "Thêm ít nhất một dòng dưới dòng tên cột."
    return Fault(path.name, "", "csv-empty", "Tệp không có dòng nội dung nào.", cure)


def _read_forms(
    folder: Path, document: YamlDocument
) -> tuple[list[QuestionnaireDraft], list[Fault]]:
    names = at(document.data, ("questionnaires",))
    listed = names if isinstance(names, list) else []
    forms, faults = [], []
    for name in dict.fromkeys(name for name in listed if isinstance(name, str)):
        form, form_faults = read_questionnaire(folder / Path(name).name)
        faults += form_faults
        if form is not None:
            forms.append(form)
    return forms, faults


class ListRow:
    """A row of which one cell is a list of words."""

    def __init__(self, row: CsvRow, column: str) -> None:
        self._row = row
        self.name = row.name
        self.data: dict[str, Any] = {**row.data, column: row.data[column].split()}

    def place(self, path: Sequence[str | int]) -> str:
        """As the row itself says."""
        return self._row.place(path)
