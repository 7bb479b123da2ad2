"""Reading a questionnaire file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyapp.platform.entries import Entry, at
from surveyapp.platform.faults import Fault, in_reading_order
from surveyapp.platform.yaml_files import YamlDocument, read_yaml
from surveyapp.questionnaires.answers import Item
from surveyapp.questionnaires.checks import item_entries, questionnaire_faults
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.purpose import is_quick


@dataclass(frozen=True, slots=True)
class QuestionnaireDraft:
    """A questionnaire as far as it can be read."""

    document: YamlDocument
    items: list[Entry[Item]]
    #: None where the file has a fault.
    definition: QuestionnaireDefinition | None

    @property
    def code(self) -> str:
        """The code as written, empty where there is none."""
        code = at(self.document.data, ("code",))
        return code if isinstance(code, str) else ""

    @property
    def reached(self) -> str:
        """`counter` or `portal` as written."""
        return str(at(self.document.data, ("reached",)))

    @property
    def quick(self) -> bool:
        """Whether it is written as a quick rating."""
        return is_quick(self.document)


def read_questionnaire(path: Path) -> tuple[QuestionnaireDraft | None, list[Fault]]:
    """Read and check one file. The draft is None only where the file is no YAML at all."""
    document, faults = read_yaml(path)
    if document is None:
        return None, faults
    definition, faults = QuestionnaireDefinition.read(document)
    faults = in_reading_order([*faults, *questionnaire_faults(document)])
    draft = QuestionnaireDraft(document, item_entries(document), None if faults else definition)
    return draft, faults
