"""Reading the JSON of a request: every fault gets a stable code and Vietnamese words."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveyapp.citizen.portal.documents import MOST_DOSSIERS, Document, mended
from surveyapp.citizen.portal.refusals import BadValue
from surveyapp.platform.errors import Invalid
from surveyapp.platform.vietnamese import without_controls

AnyDocument = TypeVar("AnyDocument", bound=Document)

#: Kind of fault -> code, words; `{name}` is where it is.
_WORDS = {
    "missing": ("missing", "Thiếu mục “{name}”. Hãy gửi kèm mục này."),
    "extra_forbidden": (
        "unknown-name",
        "Không có mục “{name}”. Hãy xem tên mục trong tài liệu API.",
    ),
    "string_type": ("wrong-type", "Mục “{name}” phải là chữ trong dấu nháy kép."),
    "list_type": ("wrong-type", "Mục “{name}” phải là một danh sách."),
    "model_type": ("wrong-type", "Chỗ này phải là một đối tượng JSON, viết trong { }."),
    "literal_error": ("unknown-language", "Ngôn ngữ chỉ có vi, km hoặc en."),
    "too_long": (
        "too-many-dossiers",
        f"Mỗi lần gửi tối đa {MOST_DOSSIERS} hồ sơ. Hãy chia thành nhiều lần gửi.",
    ),
}
_OTHER = ("bad-value", "Chỗ này chưa đúng. Hãy xem tài liệu API.")


def read_json(raw: bytes) -> Any:
    """The value of a body. Raises Invalid where it is no JSON in UTF-8."""
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Invalid(
            "bad-json", "Nội dung không phải JSON hợp lệ. Hãy kiểm tra dấu ngoặc và mã UTF-8."
        ) from None


def read_document(kind: type[AnyDocument], value: Any) -> AnyDocument:
    """A value as the type that the documents tell of. Raises BadValue with the first fault."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)[0]) from None


def _refusal(fault: ErrorDetails) -> BadValue:
    code, words = _WORDS.get(fault["type"], _OTHER)
    name = _shown(str(fault["loc"][0])) if fault["loc"] else ""
    return BadValue(code, words.replace("{name}", name), field=name)


def _shown(text: str) -> str:
    """A foreign name, fit to be repeated."""
    return without_controls(mended(text))[:40]
