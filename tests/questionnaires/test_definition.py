"""What definitions promise to the rest of the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from surveyapp.questionnaires.answers import AnyItem, Option
from surveyapp.questionnaires.checks import TEXT_KEYS
from surveyapp.questionnaires.definition import QuestionnaireDefinition, Section

MODELS: tuple[Any, ...] = (
    QuestionnaireDefinition,
    Section,
    Option,
    *get_args(get_args(AnyItem)[0]),
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_language_check_knows_every_key_that_holds_words(model: Any) -> None:
    words = {
        name
        for name, field in model.model_fields.items()
        if "dict[str, str]" in str(field.annotation)
    }
    assert words <= TEXT_KEYS


@pytest.mark.parametrize("model", get_args(get_args(AnyItem)[0]), ids=lambda m: m.__name__)
def test_every_answer_type_has_its_part_of_the_page(model: Any) -> None:
    answers = Path(__file__).parents[2] / "templates" / "citizen" / "answers"
    assert (answers / f"{model.partial}.html").is_file()
