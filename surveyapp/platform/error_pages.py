"""The one place where an error becomes a page: plain words, never the words of the database."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from surveyapp.platform.access import declared
from surveyapp.platform.api_errors import api_error, asks_api
from surveyapp.platform.constraints import constraint_name
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.vietnamese import without_controls

Page = tuple[str, int] | Response

#: status -> heading, explanation; for the desk. Citizens' words have three languages and stand with
#: their other words.
WORDS = {
    400: ("Nội dung gửi lên chưa đúng", "Xin quay lại trang trước và thử lại."),
    403: ("Không được phép mở trang này", "Tài khoản của anh/chị không có quyền làm việc này."),
    404: ("Không tìm thấy trang", "Địa chỉ có thể bị gõ sai, hoặc trang không còn nữa."),
    405: ("Không dùng được cách gửi này", "Xin mở lại trang từ đầu và làm theo hướng dẫn."),
    409: ("Chưa làm được việc này", "Dữ liệu vừa thay đổi. Xin mở lại trang và kiểm tra."),
    413: ("Nội dung gửi lên quá lớn", "Xin rút ngắn nội dung hoặc chọn tệp nhỏ hơn."),
    429: ("Đã thử quá nhiều lần", "Xin đợi ít phút rồi thử lại."),
    500: (
        "Hệ thống gặp trục trặc",
        "Nội dung vừa gửi chưa được ghi lại. Xin thử lại sau ít phút.",
    ),
    503: ("Hệ thống đang bận", "Nội dung vừa gửi chưa được ghi lại. Xin thử lại sau ít phút."),
}


def install(app: Flask) -> None:
    """Map the family of errors, the database's and HTTP's own to pages."""
    app.log_exception = _log_exception  # type: ignore[method-assign]
    app.register_error_handler(SurveyError, _survey_error)
    app.register_error_handler(IntegrityError, _integrity_error)
    app.register_error_handler(OperationalError, _operational_error)
    app.register_error_handler(DataError, _data_error)
    app.register_error_handler(HTTPException, _http_error)


def _log_exception(exc_info: Any) -> None:
    """Name the view, never the address: that may hold a link or a person's name (P5)."""
    view = request.endpoint or "no view"
    current_app.logger.error("exception in %s [%s]", view, request.method, exc_info=exc_info)


def error_page(status: int, message: str = "") -> Page:
    """The page of a status, with its own explanation or the one given; JSON under /api/."""
    if asks_api():
        return api_error(status, message=message)
    if not _at_desk():
        sent = request.method not in ("GET", "HEAD")
        return render_template("errors/public.html", status=status, own=message, sent=sent), status
    heading, explanation = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    text = render_template("errors/error.html", heading=heading, message=message or explanation)
    return text, status


def _at_desk() -> bool:
    """Whether the view is one of the desk. Who mistyped an address may well be a citizen."""
    view = current_app.view_functions.get(request.endpoint or "")
    declaration = declared(view) if view else None
    return declaration is not None and declaration.kind != "public"


def _survey_error(error: SurveyError) -> Page:
    if asks_api():
        message = without_controls(error.message)
        return api_error(error.status, code=error.code, message=message, field=error.field)
    return error_page(error.status, without_controls(error.message))


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    page = make_response(error_page(error.code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        page.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return page


def _integrity_error(error: IntegrityError) -> Page:
    current_app.logger.warning("constraint refused: %s", constraint_name(error) or "unnamed")
    return error_page(409)


def _data_error(error: DataError) -> Page:  # noqa: ARG001 -- its words hold the value
    """A value that no column can hold, such as a NUL in an address on PostgreSQL."""
    current_app.logger.warning("a value that the database cannot hold was refused")
    return error_page(400)


def _operational_error(error: OperationalError) -> Page:
    current_app.logger.error("database unavailable: %s", type(error.orig).__name__)
    return error_page(503)
