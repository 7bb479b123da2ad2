"""The form in which prints are ordered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from surveyapp.citizen.prints.formats import CARD, FORMATS
from surveyapp.citizen.prints.order import By, PrintChoice
from surveyapp.platform.forms import DeskForm
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import definition_of
from surveyapp.rounds.services import RoundLink


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with a check box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PrintsForm(DeskForm):
    """Formats, forms, units, and whether per counter or per field."""

    formats = CheckboxesField(
        "Khổ in",
        [DataRequired("Hãy chọn ít nhất một khổ in.")],
        choices={word: one.name for word, one in FORMATS.items()},
        default=[CARD.word],
    )
    forms = CheckboxesField("Mẫu phiếu", [DataRequired("Hãy chọn ít nhất một mẫu phiếu.")])
    by = RadioField(
        "Mỗi bản in dành cho",
        [InputRequired()],
        choices={
            "counter": "Từng quầy (phiếu trực tuyến: từng đơn vị)",
            "field": "Từng lĩnh vực của đơn vị",
            "both": "Cả hai",
        },
        default="counter",
    )
    units = CheckboxesField("Chỉ in cho các đơn vị này")

    def offer(self, links: Sequence[RoundLink]) -> None:
        """Offer the forms and units of these links; the usual ones are ticked at first."""
        forms = {link.form.position: link.form.questionnaire for link in links}
        self.forms.choices = {
            str(position): f"{form.definition['number']}: {form.title}"
            for position, form in forms.items()
        }
        self.units.choices = {link.unit.code: link.unit.name for link in links}
        if not self.is_submitted():
            usual = [
                str(position) for position, form in forms.items() if _is_usual(definition_of(form))
            ]
            self.forms.data = usual or [str(position) for position in forms]

    @property
    def has_fields(self) -> bool:
        """Whether the choice between counters and fields is offered."""
        return "by" in self

    @property
    def choice(self) -> PrintChoice:
        """What an accepted form asks for."""
        return PrintChoice(
            formats=tuple(self.formats.data or ()),
            by=cast(By, self.by.data) if self.has_fields else "both",
            units=tuple(self.units.data or ()),
            forms=tuple(int(position) for position in self.forms.data or ()),
        )


def _is_usual(form: QuestionnaireDefinition) -> bool:
    """Whether people meet the form at a counter and it is the whole survey, no quick rating."""
    return form.reached == "counter" and form.purpose != "quick"
