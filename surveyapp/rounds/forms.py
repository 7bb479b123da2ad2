"""Forms of the rounds room."""

from __future__ import annotations

from datetime import date
from typing import cast

from wtforms import DateField
from wtforms.validators import DataRequired, InputRequired, Length

from surveyapp.platform.forms import DeskForm, LineField
from surveyapp.rounds.services import RoundDates


class NewRoundForm(DeskForm):
    """A new round of a chosen programme; days are local and inclusive."""

    name = LineField("Tên đợt", [DataRequired(), Length(max=300)])
    code = LineField("Mã đợt", [DataRequired(), Length(max=64)])
    opens_on = DateField("Ngày bắt đầu", [InputRequired()])
    closes_on = DateField("Ngày kết thúc", [InputRequired()])
    window_from = DateField("Từ ngày", [InputRequired()])
    window_to = DateField("Đến ngày", [InputRequired()])

    @property
    def dates(self) -> RoundDates:
        """The dates of an accepted form."""
        return RoundDates(
            opens_on=cast(date, self.opens_on.data),
            closes_on=cast(date, self.closes_on.data),
            window_from=cast(date, self.window_from.data),
            window_to=cast(date, self.window_to.data),
        )


class ExtendForm(DeskForm):
    """A new last field day."""

    closes_on = DateField("Ngày kết thúc mới", [InputRequired()])
