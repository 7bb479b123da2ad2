"""The form page: one document, nothing stored, nothing fetched but its style sheet."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from tests.citizen.conftest import Counter
from tests.field import questionnaire
from tests.pages import parse, text_of


def test_the_page_names_unit_counter_place_and_round(counter: Counter) -> None:
    page = counter.client.page(counter.path(unit=1))
    unit = next(e for e in page.iter("p") if e.get("class") == "unit")
    assert text_of(unit) == "Đơn vị được đánh giá Sở Tài chính Quầy 1, Bộ phận Một cửa"
    assert "Đợt thử" in text_of(page)
    assert text_of(page.find(".//h1")) == "Phiếu khảo sát"


def test_p3_opening_a_form_stores_nothing_and_spends_nothing(counter: Counter) -> None:
    first, second = counter.open(), counter.open()
    assert first["page_token"] != second["page_token"]
    assert counter.unchecked.head(counter.path()).status_code == 200
    assert counter.stored() == []
    assert counter.send(hidden=first).status_code == 200


def test_a_citizen_gets_no_cookie(counter: Counter) -> None:
    assert "Set-Cookie" not in counter.client.get(counter.path()).headers
    assert "Set-Cookie" not in counter.send().headers


def test_the_packed_page_is_the_plain_page(counter: Counter) -> None:
    plain = counter.client.get(counter.path())
    packed = counter.unchecked.get(counter.path(), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    token = len(counter.open()["page_token"])
    assert abs(len(gzip.decompress(packed.data)) - len(plain.data)) <= token


def test_p8_the_way_back_brings_the_filled_form_and_not_a_new_request(counter: Counter) -> None:
    """`no-store` would make a phone on a bad network lose what was typed."""
    assert counter.client.get(counter.path()).headers["Cache-Control"] == "private, max-age=0"


def test_p19_scales_are_native_radios_in_a_fieldset_with_a_legend(counter: Counter) -> None:
    page = counter.client.page(counter.path())
    fieldset = next(page.iter("fieldset"))
    assert text_of(fieldset[0]) == "1. Thái độ lịch sự"
    radios = list(fieldset.iter("input"))
    assert [radio.get("value") for radio in radios] == ["1", "2", "3", "4", "5"]
    assert text_of(fieldset).endswith("Bình thường Hài lòng Rất hài lòng")


def test_items_that_may_be_left_out_say_so_in_words(counter: Counter) -> None:
    legends = [text_of(e) for e in counter.client.page(counter.path()).iter("legend")]
    assert legends[:2] == ["1. Thái độ lịch sự", "2. Trả kết quả đúng hẹn (không bắt buộc)"]


#: Every form feeds the criteria of the small programme.
SCORED = [
    {"id": code, "type": "satisfaction", "text": code, "criterion": code}
    for code in ("polite", "on_time")
]


def test_an_item_for_some_says_for_whom(make_counter: Callable[..., Counter]) -> None:
    items = [
        {
            "id": "late",
            "type": "single_choice",
            "text": "Có trễ hẹn không?",
            "options": [{"value": "no", "label": "Không"}, {"value": "yes", "label": "Có trễ"}],
        },
        {
            "id": "ethnicity",
            "type": "single_choice",
            "text": "Dân tộc",
            "sensitive": True,
            "options": [{"value": "kinh", "label": "Kinh"}, {"value": "khmer", "label": "Khmer"}],
        },
        {
            "id": "apology",
            "type": "text",
            "text": "Thư xin lỗi ra sao?",
            "asked_if": {"item": "late", "values": ["yes"]},
        },
    ]
    sections = [{"code": "more", "title": "Thêm", "items": [*items, *SCORED]}]
    counter = make_counter(forms=(questionnaire(sections=sections),))
    page = counter.client.get(counter.path()).text
    assert "Chỉ trả lời nếu ở câu 1 anh/chị chọn “Có trễ”." in page
    assert "Đây là thông tin riêng nhạy cảm. Anh/chị có thể bỏ qua, phiếu vẫn hợp lệ." in page
    words = text_of(parse(page))
    assert words.index("Thư xin lỗi ra sao?") < words.index("Dân tộc"), "sensitive items come last"


def test_a_simulated_round_says_so_on_its_pages(make_counter: Callable[..., Counter]) -> None:
    counter = make_counter(simulated=True)
    hidden = counter.open()
    pages = [
        counter.client.get(counter.path()),
        counter.send({}, hidden=hidden),
        counter.send(hidden=hidden),
        counter.send({"polite": "1"}, hidden=hidden),
    ]
    assert [page.status_code for page in pages] == [200, 422, 200, 409]
    for page in pages:
        assert "Đợt trình diễn:" in page.text


def test_an_ordinary_round_carries_no_banner(counter: Counter) -> None:
    assert "trình diễn" not in counter.client.get(counter.path()).text


@pytest.mark.parametrize("name", ["Sở <b>Nội</b> vụ", 'Sở "Nội vụ" & Ủy ban'])
def test_names_are_words_and_never_markup(counter: Counter, name: str) -> None:
    with counter.database.transaction() as session:
        unit = session.merge(counter.field.units[0])
        unit.name = name
    counter.clock.advance(minutes=1)
    page = counter.client.page(counter.path())
    assert name in text_of(page)
