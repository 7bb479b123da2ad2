"""docs/programmes.md names every key, and its examples are true."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from surveyapp.programmes import definition as programmes
from surveyapp.programmes.definition import Method, ProgrammeFile
from surveyapp.questionnaires.answers import AnyItem, Option
from surveyapp.questionnaires.definition import QuestionnaireDefinition, Section
from tests.programmes.folders import FORMS

DOCS = (FORMS.parent / "docs" / "programmes.md").read_text(encoding="utf-8")
ITEM_TYPES: tuple[Any, ...] = get_args(get_args(AnyItem)[0])
MODELS = (
    ProgrammeFile,
    Method,
    programmes.Channel,
    programmes.Group,
    programmes.Part,
    programmes.ClassRule,
    programmes.UnitDefinition,
    programmes.CounterDefinition,
    programmes.FieldDefinition,
    QuestionnaireDefinition,
    Section,
    Option,
    *ITEM_TYPES,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_documented(model: Any) -> None:
    for key in model.model_fields:
        assert re.search(rf"\b{key}\b", DOCS), key


def test_every_answer_type_is_documented() -> None:
    for model in ITEM_TYPES:
        (kind,) = get_args(model.model_fields["type"].annotation)
        assert f"| `{kind}` |" in DOCS


def test_documented_defaults_of_the_method_are_the_real_ones() -> None:
    written = dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", DOCS, flags=re.MULTILINE))
    for key, value in Method().model_dump().items():
        if key != "weights":
            assert written[key].replace('"', "'") == str(value)


def test_the_examples_are_valid() -> None:
    programme, form = (
        YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    )
    ProgrammeFile.model_validate(programme)
    QuestionnaireDefinition.model_validate(form)
