"""The registry of answer types: one file and one line each."""

from typing import Annotated

from pydantic import Field

from surveyapp.questionnaires.answers.base import AnswerError, Item, Option
from surveyapp.questionnaires.answers.choice import SingleChoice
from surveyapp.questionnaires.answers.multiple import MultipleChoice
from surveyapp.questionnaires.answers.number import WholeNumber
from surveyapp.questionnaires.answers.satisfaction import Satisfaction
from surveyapp.questionnaires.answers.text import FreeText

AnyItem = Annotated[
    Satisfaction | SingleChoice | MultipleChoice | FreeText | WholeNumber,
    Field(discriminator="type"),
]

__all__ = ["AnswerError", "AnyItem", "Item", "Option"]
