"""Items of every answer type, as an author would write them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from surveyapp.questionnaires.answers import AnyItem, Item

_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyItem)


def item(kind: str, **keys: Any) -> Item:
    """An item of a type, read as from a file."""
    read: Item = _ADAPTER.validate_python({"id": "cau", "type": kind, "text": "Câu hỏi"} | keys)
    return read


TRIPS = item(
    "single_choice",
    options=[
        {"value": "1", "label": {"vi": "1 lần", "en": "Once"}},
        {"value": "2_plus", "label": "Từ 2 lần"},
    ],
)
CHANNELS = item(
    "multiple_choice",
    options=[
        {"value": "board", "label": "Bảng niêm yết"},
        {"value": "portal", "label": {"vi": "Cổng Dịch vụ công", "en": "Portal"}},
        {"value": "other", "label": "Nguồn khác"},
    ],
)
SATISFIED = item("satisfaction")
FEEDBACK = item("satisfaction", no_opinion=True, no_opinion_label="Tôi chưa góp ý lần nào")
SUGGESTION = item("text", max_length=200)
MINUTES = item("number", minimum=0, maximum=600)
EVERY = (TRIPS, CHANNELS, SATISFIED, FEEDBACK, SUGGESTION, MINUTES)
