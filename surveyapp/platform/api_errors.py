"""Errors of the addresses under /api/: JSON that a program can tell apart and a person can read.

`{"error": {"code", "message", "field"}}`: the code is stable, the message says what to do, the
field is empty where none is at fault.
"""

from __future__ import annotations

from flask import Response, jsonify, request

API = "/api/"

#: status -> code, message. A status of its own error carries its own words.
WORDS = {
    400: ("bad-request", "Yêu cầu chưa đúng. Hãy gửi JSON mã UTF-8 theo tài liệu API."),
    401: ("key-missing", "Thiếu khóa API. Hãy gửi tiêu đề Authorization: Bearer <khóa>."),
    403: ("not-allowed", "Khóa này không được phép làm việc này."),
    404: ("not-found", "Không có địa chỉ này. Hãy xem các địa chỉ trong tài liệu API."),
    405: ("method-not-allowed", "Địa chỉ này không dùng cách gửi ấy. Hãy xem tài liệu API."),
    409: ("conflict", "Chưa làm được vì dữ liệu vừa thay đổi. Hãy thử lại."),
    413: ("body-too-large", "Nội dung gửi lên quá lớn. Hãy chia thành nhiều lần gửi."),
    415: ("not-json", "Nội dung phải là JSON. Hãy gửi tiêu đề Content-Type: application/json."),
    422: ("bad-value", "Nội dung gửi lên có chỗ chưa đúng."),
    429: ("too-many-requests", "Gửi quá nhiều lần. Hãy đợi một phút rồi gửi tiếp."),
    500: ("internal", "Hệ thống gặp trục trặc. Hãy thử lại sau ít phút."),
    503: ("busy", "Hệ thống đang bận. Hãy thử lại sau ít phút."),
}


def asks_api() -> bool:
    """Whether a program asks, so that it is answered in JSON."""
    return request.path.startswith(API)


def api_error(status: int, *, code: str = "", message: str = "", field: str = "") -> Response:
    """The answer to a request that was refused as a whole."""
    known_code, words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    error = {"code": code or known_code, "message": message or words, "field": field}
    response = jsonify({"error": error})
    response.status_code = status
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
