"""Definitions: data that authors write, checked against typed models, with all faults at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from surveyapp.platform.faults import Fault
from surveyapp.platform.yaml_files import YamlDocument

#: A stable ASCII code: small letters, digits, `_`, `-`.
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
#: A version is text, so that 1.10 never becomes 1.1.
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z.-]{1,16}$")]

LANGUAGES = ("vi", "km", "en")


def _by_language(value: Any) -> Any:
    return {"vi": value} if isinstance(value, str) else value


#: Words per language; an author may write one string, which is then Vietnamese.
Text = Annotated[dict[str, str], BeforeValidator(_by_language)]


class Definition(BaseModel):
    """Base of everything authors write: unknown keys are faults, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    def canonical(self) -> dict[str, Any]:
        """The JSON form that is stored and hashed."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return canonical_hash(self.canonical())

    @classmethod
    def read(cls, document: YamlDocument) -> tuple[Self | None, list[Fault]]:
        """Check a document. Returns the definition, or None with every fault found."""
        try:
            return cls.model_validate(document.data), []
        except ValidationError as error:
            return None, [_fault(document, dict(detail)) for detail in error.errors()]


def canonical_hash(value: Any) -> str:
    """SHA-256 (hex) of JSON with sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


_Words = Callable[[dict[str, Any]], tuple[str, str, str]]

#: What pydantic says -> our code, message and cure.
_FAULTS: dict[str, _Words] = {
    "missing": lambda e: ("missing-key", f"Thiếu khóa “{e['loc'][-1]}”.", "Thêm khóa này."),
    "extra_forbidden": lambda e: (
        "unknown-key",
        f"Không có khóa nào tên “{e['loc'][-1]}”.",
        "Xóa khóa này hoặc sửa lại cho đúng tên.",
    ),
    "string_pattern_mismatch": lambda e: (
        "bad-code",
        f"Mã “{e['input']}” không đúng dạng.",
        "Chỉ dùng chữ thường không dấu, chữ số, dấu _ và -.",
    ),
    "string_type": lambda e: (
        "not-text",
        f"Giá trị {e['input']!r} phải là chữ.",
        "Đặt giá trị trong dấu nháy.",
    ),
    "union_tag_invalid": lambda e: (
        "unknown-type",
        f"Không có loại “{e['ctx'].get('tag')}”.",
        f"Dùng một trong các loại: {e['ctx'].get('expected_tags')}.",
    ),
    "union_tag_not_found": lambda _: ("missing-type", "Thiếu khóa “type”.", "Ghi loại câu hỏi."),
    "literal_error": lambda e: (
        "unknown-choice",
        f"Giá trị {e['input']!r} không dùng được ở đây.",
        f"Dùng một trong: {e['ctx'].get('expected')}.",
    ),
}


def _fault(document: YamlDocument, error: dict[str, Any]) -> Fault:
    place = document.place(_real_path(document.data, error["loc"]))
    words = _FAULTS.get(error["type"])
    if words:
        code, message, cure = words(error)
    else:
        code = "bad-value"
        message = f"Giá trị {str(error['input'])[:80]!r} không hợp lệ."
        cure = "Xem mô tả khóa này trong docs/programmes.md."
    return Fault(document.name, place, code, message, cure)


def _real_path(data: Any, location: tuple[str | int, ...]) -> list[str | int]:
    """The error's path without the tags that pydantic puts in for unions."""
    path: list[str | int] = []
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if isinstance(data, dict) and (step in data or last):
            path.append(step)
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
    return path
