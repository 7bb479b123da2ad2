"""Forms of the desk: one base with the form token, Vietnamese messages, and P23.

A token that is missing or stale never loses what was typed: the view runs with a session that
cannot write, `accepted()` says no, and the same form comes back with its answers and a new token.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from wtforms import Field, StringField

from surveyapp.platform.access import declared
from surveyapp.platform.sessions import SAFE_METHODS
from surveyapp.platform.vietnamese import nfc, without_controls

STALE = (
    "Trang này mở đã lâu nên chưa gửi được. Nội dung đã nhập vẫn còn nguyên bên dưới;"
    " xin kiểm tra lại rồi bấm gửi một lần nữa."
)
STALE_FILE = " Riêng tệp đính kèm phải chọn lại."

#: Blueprints whose public pages carry a signed token of their own instead of the desk's.
OWN_TOKEN = frozenset({"citizen"})

#: Set by a page that only brings back what was typed before a new login.
BROUGHT_BACK = "_brought_back"

_csrf = CSRFProtect()

#: What a message says that nobody has put into Vietnamese yet.
UNKNOWN_FAULT = "Nội dung chưa đúng dạng."

_WORDS = {
    "This field is required.": "Xin điền mục này.",
    "Not a valid date value.": "Ngày chưa đúng; xin ghi ngày, tháng, năm.",
    "Not a valid integer value.": "Mục này phải là số nguyên.",
    "Not a valid choice.": "Xin chọn một trong các phương án đã cho.",
    "'%(value)s' is not a valid choice for this field.": ("Xin chọn trong các phương án đã cho."),
    "'%(value)s' are not valid choices for this field.": ("Xin chọn trong các phương án đã cho."),
    "Invalid Choice: could not coerce.": "Xin chọn một trong các phương án đã cho.",
    "Field cannot be longer than %(max)d character.": "Không được dài quá %(max)d ký tự.",
    "Field cannot be longer than %(max)d characters.": "Không được dài quá %(max)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Cần từ %(min)d đến %(max)d ký tự."
    ),
    "Field must be at least %(min)d character long.": "Cần ít nhất %(min)d ký tự.",
    "Field must be at least %(min)d characters long.": "Cần ít nhất %(min)d ký tự.",
}


class _Vietnamese:
    """The messages of WTForms, which has none in Vietnamese."""

    def gettext(self, string: str) -> str:
        return _WORDS.get(string, UNKNOWN_FAULT)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _WORDS.get(singular if n == 1 else plural, UNKNOWN_FAULT)


def clean_line(text: str | None) -> str | None:
    """Text as it is stored: NFC, without control characters and outer spaces."""
    return None if text is None else without_controls(nfc(text)).strip()


class LineField(StringField):
    """One line of text, cleaned."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, filters=[clean_line], **options)


class DeskForm(FlaskForm):  # type: ignore[misc]
    """Base of every form of the desk."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Vietnamese words in place of those of WTForms."""

        def get_translations(self, form: Any) -> _Vietnamese:  # noqa: ARG002 -- its signature
            """The messages; the same for every form."""
            return _Vietnamese()

    def accepted(self) -> bool:
        """Whether the form was sent, with a good token, and everything in it is valid."""
        if request.method in SAFE_METHODS or self.stale:
            return False
        return bool(self.validate())

    @property
    def stale(self) -> bool:
        """Whether it was sent with a token that no longer holds."""
        return bool(g.get("form_stale", False))

    @property
    def notice(self) -> str:
        """The sentence that explains a stale form, else nothing."""
        if not self.stale:
            return ""
        return STALE + (STALE_FILE if self.has_file else "")

    @property
    def has_file(self) -> bool:
        """Whether a file can be chosen in it."""
        return any(field.type == "FileField" for field in self)

    @property
    def faulty_fields(self) -> Iterator[Field]:
        """Fields with messages, in the order of the form."""
        return (field for field in self if field.errors and field.name != "csrf_token")

    def refuse(self, field_name: str, message: str) -> None:
        """Put the message of a service beside the field it concerns, or above all of them."""
        if field_name in self._fields:
            field = self._fields[field_name]
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)


class ButtonForm(DeskForm):
    """A form that is only a button."""


def install(app: Flask) -> None:
    """Check the token of every unsafe request before the view."""
    _csrf.init_app(app)
    app.before_request(_check_token)
    app.after_request(_mark_stale)


def _check_token() -> None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if _access_kind() == "api_key" or (request.blueprint in OWN_TOKEN and _is_public()):
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    try:
        _csrf.protect()
    except CSRFError:
        g.form_stale = True
    if BROUGHT_BACK in request.form:
        g.form_stale = True


def _is_public() -> bool:
    return _access_kind() == "public"


def _access_kind() -> str:
    """Where no cookie opens anything (`api_key`), nobody can be made to send one."""
    declaration = declared(current_app.view_functions[request.endpoint or ""])
    return declaration.kind if declaration else ""


def _mark_stale(response: Response) -> Response:
    """A re-offered page is not a success, whatever the view thought."""
    if g.get("form_stale", False) and response.status_code == 200:
        response.status_code = 400
    return response
