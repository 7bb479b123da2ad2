"""Forms of the accounts room."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length

from surveyapp.accounts.actions import ROLE_WORDS
from surveyapp.accounts.passwords import LONGEST, SHORTEST
from surveyapp.platform.forms import DeskForm, LineField

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
