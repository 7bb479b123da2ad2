"""Sensitive questions: last on the page, behind a tick that nobody sets but the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import pytest

from surveyapp.citizen.languages import words
from tests.citizen.conftest import Counter
from tests.citizen.test_bad_input import kept_on
from tests.field import questionnaire
from tests.pages import hidden_fields, parse, text_of

ETHNICITY = {
    "id": "ethnicity",
    "type": "single_choice",
    "text": "Dân tộc",
    "sensitive": True,
    "options": [{"value": "kinh", "label": "Kinh"}, {"value": "khmer", "label": "Khmer"}],
}
FAITH = {"id": "faith", "type": "text", "text": "Tôn giáo", "sensitive": True, "max_length": 20}
SCORED = [
    {"id": code, "type": "satisfaction", "text": code, "criterion": code}
    for code in ("polite", "on_time")
]
SECTIONS = [
    {"code": "about", "title": "Về anh/chị", "items": [ETHNICITY, FAITH]},
    {"code": "all", "title": "Đánh giá", "items": SCORED},
]
TICKED = {"ethnicity": "khmer", "ethnicity.consent": "1"}


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter whose form asks for sensitive data."""
    return make_counter(forms=(questionnaire(sections=SECTIONS),))


def ticks_of(page: Element) -> Iterator[Element]:
    """The tick boxes of consent on a page."""
    return (e for e in page.iter("input") if (e.get("name") or "").endswith(".consent"))


def test_sensitive_questions_come_last_and_nothing_is_ticked(counter: Counter) -> None:
    page = counter.client.page(counter.path())
    questions = [e for e in page.iter() if "data-question" in e.attrib]
    last = [text_of(next(iter(e))) for e in questions][-2:]
    assert last == ["3. Dân tộc (không bắt buộc)", "4. Tôn giáo (không bắt buộc)"]
    ticks = list(ticks_of(page))
    assert [tick.get("name") for tick in ticks] == ["ethnicity.consent", "faith.consent"]
    assert not any("checked" in tick.attrib for tick in ticks)
    assert text_of(page).count(words("vi").form.consent) == 2


def test_a_ticked_answer_is_stored_and_nothing_is_said(counter: Counter) -> None:
    page = counter.send({"polite": "4"} | TICKED)
    assert counter.stored()[0].answers == {"polite": "4", "ethnicity": "khmer"}
    assert words("vi").thanks.withheld not in page.text


def test_without_the_tick_the_answer_is_left_out_and_the_thanks_say_so(counter: Counter) -> None:
    page = counter.send({"polite": "4", "ethnicity": "khmer", "faith": "bí mật"})
    assert page.status_code == 200
    assert counter.stored()[0].answers == {"polite": "4"}
    assert words("vi").thanks.withheld in page.text


def test_p1_a_retry_says_the_same(counter: Counter) -> None:
    hidden = counter.open()
    sent = {"polite": "4", "ethnicity": "khmer"}
    first, second = counter.send(sent, hidden=hidden), counter.send(sent, hidden=hidden)
    assert first.text == second.text
    assert len(counter.stored()) == 1


def test_p3_a_tick_alone_is_no_answer(counter: Counter) -> None:
    page = counter.send({"ethnicity.consent": "1"})
    assert page.status_code == 422
    assert words("vi").form.nothing in page.text
    assert counter.stored() == []


def test_the_tick_comes_back_with_the_form_and_goes_on_to_a_new_one(counter: Counter) -> None:
    hidden = counter.open()
    again = counter.send(TICKED | {"polite": "9"}, hidden=hidden)
    assert again.status_code == 422
    assert kept_on(again)["ethnicity.consent"] == "1"
    counter.send({"polite": "4"}, hidden=hidden)
    other = counter.send(TICKED, hidden=hidden)
    form = parse(other.text).find(".//form")
    assert form is not None
    assert TICKED.items() <= hidden_fields(form).items()


def test_an_unticked_answer_comes_back_unticked(counter: Counter) -> None:
    again = counter.send({"ethnicity": "khmer", "polite": "9"})
    assert "ethnicity.consent" not in kept_on(again)
    assert kept_on(again)["ethnicity"] == "khmer"


def test_a_ticked_answer_that_is_wrong_is_told(counter: Counter) -> None:
    again = counter.send({"faith": "a" * 21, "faith.consent": "1"})
    assert again.status_code == 422
    assert "21 ký tự" in again.text


@pytest.mark.parametrize(
    "posted",
    [
        {"ethnicity": "khmer"},
        {"faith": "bí mật", "faith.consent": "0"},
        {"suggestion": "\u200b\u202e"},
    ],
)
def test_p3_a_form_of_which_nothing_may_be_kept_leaves_no_trace(
    make_counter: Callable[..., Counter], posted: dict[str, str]
) -> None:
    """What is left out for want of consent, and marks that nobody sees, are no answer."""
    items = [*SCORED, ETHNICITY, FAITH, {"id": "suggestion", "type": "text", "text": "Góp ý"}]
    sections = [{"code": "all", "title": "Đánh giá", "items": items}]
    counter = make_counter(forms=(questionnaire(sections=sections),))
    page = counter.send(posted)
    assert page.status_code == 422
    assert words("vi").form.nothing in page.text
    assert counter.stored() == []
