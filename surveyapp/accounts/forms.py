"""Forms of the accounts room."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from surveyapp.accounts.actions import ROLE_WORDS
from surveyapp.accounts.passwords import LONGEST, SHORTEST
from surveyapp.platform.forms import DeskForm, LineField

#: Chosen for a key that may name every unit; no unit has such a code.
EVERY_UNIT = "*"

NEW_PASSWORD = [InputRequired(), Length(min=SHORTEST, max=LONGEST)]


class LoginForm(DeskForm):
    """Name and password."""

    username = LineField("Tên đăng nhập", [DataRequired(), Length(max=64)])
    password = PasswordField("Mật khẩu", [InputRequired(), Length(max=LONGEST)])
    next = HiddenField()


class PasswordForm(DeskForm):
    """A change of one's own password."""

    current = PasswordField("Mật khẩu hiện tại", [InputRequired(), Length(max=LONGEST)])
    password = PasswordField("Mật khẩu mới", NEW_PASSWORD)


class NewUserForm(DeskForm):
    """A new user of the own authority."""

    name = LineField("Họ và tên", [DataRequired(), Length(max=200)])
    username = LineField("Tên đăng nhập", [DataRequired(), Length(max=64)])
    role = RadioField("Vai trò", choices=ROLE_WORDS, default="viewer")


class ApiKeyForm(DeskForm):
    """A new API key. Its reach is chosen, never preset: a key for all units opens more."""

    name = LineField("Tên phần mềm", [DataRequired(), Length(max=200)])
    unit = SelectField("Đơn vị", [InputRequired()])

    def offer(self, units: Sequence[tuple[str, str]]) -> None:
        """Put the units (code, name) to choose from into the list."""
        every = (EVERY_UNIT, "Tất cả đơn vị của cơ quan")
        self.unit.choices = [("", "Xin chọn"), every, *units]
