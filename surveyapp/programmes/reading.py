"""Reading a programme from its folder: the definition, or every fault of every file at once."""

from __future__ import annotations

from pathlib import Path

from surveyapp.platform.faults import Fault, in_reading_order
from surveyapp.platform.yaml_files import read_yaml
from surveyapp.programmes.checks import programme_faults
from surveyapp.programmes.definition import (
    ProgrammeDefinition,
    ProgrammeFile,
    ProgrammeHead,
    ProgrammeSource,
)
from surveyapp.programmes.draft import ProgrammeDraft, read_draft

FILE_NAME = "programme.yaml"


def read_programme(path: Path) -> tuple[ProgrammeSource | None, list[Fault]]:
    """Read and check a programme folder (or its programme.yaml).

    Returns the source and no faults, or None and all faults in reading order.
    """
    folder = path.parent if path.name == FILE_NAME else path
    document, faults = read_yaml(folder / FILE_NAME)
    if document is None:
        return None, faults
    head, head_faults = ProgrammeFile.read(document)
    draft, file_faults = read_draft(folder, document)
    faults = [*head_faults, *file_faults, *programme_faults(draft)]
    if head is None or faults:
        return None, in_reading_order(faults)
    return _source(head, draft), []


def _source(head: ProgrammeFile, draft: ProgrammeDraft) -> ProgrammeSource:
    forms = tuple(form.definition for form in draft.forms if form.definition)
    definition = ProgrammeDefinition(
        **{key: getattr(head, key) for key in ProgrammeHead.model_fields},
        units=[unit.value for unit in draft.units if unit.value],
        counters=[counter.value for counter in draft.counters if counter.value],
        fields=[field.value for field in draft.fields if field.value],
        questionnaires=[form.code for form in forms],
        quick_forms=[form.code for form in forms if form.purpose == "quick"],
    )
    return ProgrammeSource(definition, forms)
