"""What pydantic says about a definition, in the words of the person who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Code, message and cure.
Words = tuple[str, str, str]


def words_for(error: dict[str, Any]) -> Words:
    """The stable code, the Vietnamese message and the cure of one pydantic error."""
    for kinds, words in _WORDS:
        if error["type"] in kinds:
            return words(error)
    return (
        "bad-value",
        f"Giá trị {shown(error['input'])} không dùng được ở đây.",
        "Xem mô tả khóa này trong docs/programmes.md.",
    )


def shown(value: Any) -> str:
    """A value as the author may recognise it, cut where it is long."""
    if value is None:
        return "để trống"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "ở đây"
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _missing(error: dict[str, Any]) -> Words:
    return "missing-key", f"Thiếu khóa “{error['loc'][-1]}”.", "Thêm khóa này."


def _extra(error: dict[str, Any]) -> Words:
    return (
        "unknown-key",
        f"Không có khóa nào tên “{error['loc'][-1]}”.",
        "Xóa khóa này hoặc sửa lại cho đúng tên.",
    )


def _pattern(error: dict[str, Any]) -> Words:
    if error["input"] == "":
        return _empty(error)
    cure = "Chỉ dùng chữ thường không dấu, chữ số, dấu _ và -, không có dấu cách."
    if "A-Z" in error["ctx"]["pattern"]:
        cure = "Chỉ dùng chữ không dấu, chữ số, dấu chấm và dấu -, không có dấu cách hay dấu /."
    return "bad-code", f"Giá trị {shown(error['input'])} không đúng dạng.", cure


def _not_text(error: dict[str, Any]) -> Words:
    return (
        "not-text",
        f"Giá trị {shown(error['input'])} phải là chữ.",
        "Đặt giá trị trong dấu nháy.",
    )


def _empty(error: dict[str, Any]) -> Words:
    return (
        "empty-value",
        f"Khóa “{_last_key(error)}” còn trống hoặc chưa đủ.",
        "Điền đủ nội dung.",
    )


def _too_long(error: dict[str, Any]) -> Words:
    longest = error["ctx"].get("max_length")
    return "too-long", f"Nội dung dài quá {longest} ký tự.", "Rút ngắn lại."


def _number(error: dict[str, Any]) -> Words:
    return (
        "bad-number",
        f"Giá trị {shown(error['input'])} không phải là số dùng được ở đây.",
        "Ghi một số không âm trong giới hạn; phần thập phân dùng dấu chấm.",
    )


def _shape(error: dict[str, Any]) -> Words:
    return (
        "wrong-shape",
        f"Nội dung của “{_last_key(error)}” không đúng dạng.",
        "Xem ví dụ trong docs/programmes.md: danh sách bắt đầu bằng dấu -, khóa kèm dấu hai chấm.",
    )


def _literal(error: dict[str, Any]) -> Words:
    expected = str(error["ctx"].get("expected")).replace(" or ", ", ").replace("'", "")
    return (
        "unknown-choice",
        f"Giá trị {shown(error['input'])} không dùng được ở đây.",
        f"Dùng một trong: {expected}.",
    )


def _unknown_type(error: dict[str, Any]) -> Words:
    expected = str(error["ctx"].get("expected_tags")).replace("'", "")
    return (
        "unknown-type",
        f"Không có loại câu hỏi “{error['ctx'].get('tag')}”.",
        f"Dùng một trong: {expected}.",
    )


def _missing_type(_: dict[str, Any]) -> Words:
    return "missing-type", "Thiếu khóa “type”.", "Ghi loại câu hỏi."


def _unknown_language(error: dict[str, Any]) -> Words:
    return (
        "unknown-language",
        f"Không có ngôn ngữ “{error['ctx'].get('language')}”.",
        "Dùng một trong: vi, km, en.",
    )


def _no_vietnamese(_: dict[str, Any]) -> Words:
    return "no-vietnamese", "Thiếu lời tiếng Việt.", "Viết nội dung ở khóa vi."


def _formula(error: dict[str, Any]) -> Words:
    return (
        "formula-name",
        f"Tên {shown(error['input'])} bắt đầu như một công thức của bảng tính.",
        "Bỏ dấu =, +, - hoặc @ ở đầu tên.",
    )


def _last_key(error: dict[str, Any]) -> str:
    return next((step for step in reversed(error["loc"]) if isinstance(step, str)), "tệp")


_WORDS: tuple[tuple[frozenset[str], Callable[[dict[str, Any]], Words]], ...] = (
    (frozenset({"missing"}), _missing),
    (frozenset({"extra_forbidden"}), _extra),
    (frozenset({"string_pattern_mismatch"}), _pattern),
    (frozenset({"string_type"}), _not_text),
    (frozenset({"string_too_short", "too_short"}), _empty),
    (frozenset({"string_too_long", "too_long"}), _too_long),
    (frozenset({"literal_error"}), _literal),
    (frozenset({"union_tag_invalid"}), _unknown_type),
    (frozenset({"union_tag_not_found"}), _missing_type),
    (frozenset({"unknown_language"}), _unknown_language),
    (frozenset({"no_vietnamese"}), _no_vietnamese),
    (frozenset({"formula"}), _formula),
    (
        frozenset({"model_type", "model_attributes_type", "dict_type", "list_type"}),
        _shape,
    ),
    (
        frozenset(
            {
                "decimal_parsing",
                "decimal_type",
                "decimal_max_digits",
                "decimal_max_places",
                "finite_number",
                "int_parsing",
                "int_type",
                "int_from_float",
                "greater_than_equal",
                "less_than_equal",
                "is_instance_of",
            }
        ),
        _number,
    ),
)
