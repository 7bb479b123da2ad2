"""Another language at any moment, without script: everything kept, nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from surveyapp.citizen.languages import words
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.citizen.test_bad_input import kept_on, summary_of
from tests.field import questionnaire
from tests.pages import hidden_fields, parse, text_of

THREE = {"vi", "km", "en"}
KHMER = {"Accept-Language": "km-KH,km;q=0.9,en;q=0.8"}


def texts(vi: str, km: str, en: str) -> dict[str, str]:
    """Words of a form in three languages."""
    return {"vi": vi, "km": km, "en": en}


ITEMS: list[dict[str, Any]] = [
    {
        "id": "polite",
        "type": "satisfaction",
        "text": texts("Lịch sự", "គួរសម", "Polite"),
        "required": True,
        "criterion": "polite",
    },
    {
        "id": "on_time",
        "type": "satisfaction",
        "text": texts("Đúng hẹn", "ទាន់ពេល", "On time"),
        "criterion": "on_time",
        "no_opinion": True,
    },
    {
        "id": "late",
        "type": "single_choice",
        "text": texts("Có trễ không?", "យឺតទេ?", "Late?"),
        "options": [
            {"value": "no", "label": texts("Không", "ទេ", "No")},
            {"value": "yes", "label": texts("Có", "បាទ", "Yes")},
        ],
    },
    {
        "id": "suggestion",
        "type": "text",
        "text": texts("Góp ý", "មតិ", "Suggestion"),
        "asked_if": {"item": "late", "values": ["yes", "no"]},
        "max_length": 1500,
    },
]
FORM = questionnaire(
    title=texts("Phiếu khảo sát", "ក្រដាសស្ទង់មតិ", "Survey form"),
    introduction=texts("Xin cho biết ý kiến.", "សូមផ្តល់មតិ។", "Please tell us."),
    confidentiality=texts("Được giữ kín.", "រក្សាសម្ងាត់។", "Kept secret."),
    languages=["vi", "km", "en"],
    sections=[{"code": "all", "title": texts("Đánh giá", "វាយតម្លៃ", "Rating"), "items": ITEMS}],
)


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter whose form speaks three languages."""
    return make_counter(forms=(FORM,))


def buttons_of(page: str) -> set[str | None]:
    """The languages that a page offers beside its own."""
    return {e.get("value") for e in parse(page).iter("button") if e.get("name") == "show_in"}


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of the form of a page."""
    form = parse(page).find(".//form")
    assert form is not None
    return hidden_fields(form)


@pytest.mark.parametrize(
    ("address", "headers", "language"),
    [
        ("", {}, "vi"),
        ("", {"Accept-Language": "en-US,en"}, "vi"),
        ("", KHMER, "km"),
        ("?lang=en", KHMER, "en"),
        ("?lang=vi", KHMER, "vi"),
        ("?lang=fr", {}, "vi"),
    ],
)
def test_a_form_opens_in_the_language_of_the_person(
    counter: Counter, address: str, headers: dict[str, str], language: str
) -> None:
    answer = counter.client.get(counter.path() + address, headers=headers)
    page = parse(answer.text)
    assert page.get("lang") == language
    assert text_of(page.find(".//h1")) == FORM.title[language]
    assert hidden_of(answer.text)["lang"] == language
    assert buttons_of(answer.text) == THREE - {language}
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_form_in_one_language_offers_no_other(make_counter: Callable[..., Counter]) -> None:
    counter = make_counter()
    answer = counter.client.get(counter.path() + "?lang=km", headers=KHMER)
    assert parse(answer.text).get("lang") == "vi"
    assert buttons_of(answer.text) == set()


def test_p3_switching_keeps_everything_and_stores_nothing(counter: Counter) -> None:
    hidden = counter.open()
    typed = GOOD | {"suggestion": "Rất tốt\nhai dòng <b>"}
    own = {"copy": "0123456789abcdef", "seconds": "40", "proof": "7"}
    page = counter.send(typed | {"show_in": "km"}, hidden=hidden | own)
    assert page.status_code == 200
    assert parse(page.text).get("lang") == "km"
    assert kept_on(page) == typed
    assert hidden_of(page.text) == hidden | own | {"lang": "km"}
    assert counter.stored() == []
    assert "aria-invalid" not in page.text
    back = counter.client.post(
        counter.path(), data=typed | hidden_of(page.text) | {"show_in": "vi"}
    )
    assert kept_on(back) == typed
    sent = counter.client.post(counter.path(), data=typed | hidden_of(back.text))
    assert sent.status_code == 200
    assert len(counter.stored()) == 1


def test_a_switch_of_an_unfinished_or_wrong_form_is_no_fault(counter: Counter) -> None:
    page = counter.send({"polite": "9", "suggestion": "a", "show_in": "en"})
    assert page.status_code == 200
    assert "error-summary" not in page.text
    assert kept_on(page) == {"suggestion": "a"}


def test_p7_a_switch_after_the_close_keeps_the_form_that_may_still_be_sent(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.moment = counter.field.round.closes_at + timedelta(minutes=1)
    page = counter.send(GOOD | {"show_in": "km"}, hidden=hidden)
    assert page.status_code == 200
    sent = counter.client.post(counter.path(), data=GOOD | hidden_of(page.text))
    assert sent.status_code == 200
    assert words("km").thanks.late in sent.text


def test_a_switch_without_a_good_token_gets_a_fresh_one(counter: Counter) -> None:
    page = counter.send(GOOD | {"show_in": "km"}, hidden={"page_token": "x"})
    assert page.status_code == 200
    assert kept_on(page) == GOOD
    sent = counter.client.post(counter.path(), data=GOOD | hidden_of(page.text))
    assert sent.status_code == 200


@pytest.mark.parametrize("language", sorted(THREE))
def test_p7_the_language_is_kept_from_fault_to_receipt(counter: Counter, language: str) -> None:
    w = words(language)
    hidden = counter.open(f"{counter.path()}?lang={language}")
    faulty = counter.send({"on_time": "4", "suggestion": "a" * 1501}, hidden=hidden)
    summary = text_of(summary_of(faulty))
    assert summary.startswith(w.form.not_sent)
    assert w.say("form.missing", count=1) in summary
    assert ("1.501" if language != "en" else "1,501") in summary
    assert parse(faulty.text).get("lang") == language
    sent = counter.send(hidden=hidden_of(faulty.text))
    assert text_of(parse(sent.text).find(".//h1")) == w.thanks.title
    links = [e.get("href", "") for e in parse(sent.text).iter("a")]
    assert all(f"lang={language}" in link for link in links if not link.startswith("#"))
    other = counter.send(GOOD | {"polite": "1"}, hidden=hidden)
    assert (other.status_code, parse(other.text).get("lang")) == (409, language)
    assert receipt_on(other) == sent.headers["X-Receipt"] == other.headers["X-Receipt"]
    again = counter.client.post(counter.path(), data=hidden_of(other.text))
    assert text_of(parse(again.text).find(".//h1")) == w.thanks.title
    assert [response.language for response in counter.stored()] == [language, language]


@pytest.mark.parametrize("language", sorted(THREE))
def test_an_empty_or_stale_form_is_told_in_its_language(counter: Counter, language: str) -> None:
    w = words(language).form
    hidden = counter.open(f"{counter.path()}?lang={language}")
    assert w.nothing in text_of(summary_of(counter.send({}, hidden=hidden)))
    stale = counter.send(GOOD, hidden=hidden | {"page_token": "x"})
    assert w.stale in text_of(summary_of(stale))
    assert kept_on(stale) == GOOD


@pytest.mark.parametrize("language", sorted(THREE))
def test_a_refusal_speaks_the_language_and_offers_the_others(
    counter: Counter, language: str
) -> None:
    w = words(language).refused
    counter.clock.moment = counter.field.round.closes_at
    page = counter.client.page(f"{counter.path()}?lang={language}", status=410)
    assert text_of(page.find(".//h1")) == w.closed_title
    day = "15 July 2026" if language == "en" else "15/07/2026"
    assert day in text_of(page)
    offered = {e.get("hreflang") for e in page.iter("a") if e.get("hreflang")}
    assert offered == THREE - {language}


def test_a_form_sent_to_a_closed_round_keeps_its_language(counter: Counter) -> None:
    counter.clock.moment = counter.field.round.closes_at
    page = counter.send(GOOD, hidden={"page_token": "x", "lang": "km"})
    assert page.status_code == 410
    assert words("km").refused.not_stored in page.text


def test_names_on_a_foreign_page_are_marked_as_vietnamese(counter: Counter) -> None:
    """WCAG 3.1.2."""
    page = counter.client.page(f"{counter.path()}?lang=en")
    marked = {text_of(e) for e in page.iter() if e.get("lang") == "vi" and e.tag != "button"}
    assert {"Sở Nội vụ", "Đợt thử", "Quầy 1, Bộ phận Một cửa"} <= marked


def test_khmer_pages_say_that_a_native_reader_has_not_seen_them_yet(counter: Counter) -> None:
    for path in (counter.path(), "/rieng-tu", "/tra-cuu", "/q/x"):
        for language in THREE:
            page = counter.client.get(f"{path}?lang={language}").text
            assert (words("km").page.review in page) == (language == "km")
            assert (words("vi").page.review in page) == (language == "km")


def test_conditions_name_the_options_in_the_language(counter: Counter) -> None:
    page = text_of(counter.client.page(f"{counter.path()}?lang=en"))
    assert "Answer only if you chose “Yes” or “No” in question 3." in page


def test_enter_in_a_field_presses_send_and_no_language(counter: Counter) -> None:
    """Browsers press the first submit button of a form, wherever on the page it stands."""
    page = counter.client.page(counter.path())
    pressed = next(e for e in page.iter("button") if e.get("form") == "phieu")
    assert pressed.get("name") is None
    assert pressed.get("tabindex") == "-1"


def test_the_receipt_page_keeps_what_was_typed_in_another_language(counter: Counter) -> None:
    page = counter.client.page("/tra-cuu?ma=K7QF&lang=km", status=404)
    links = {e.get("hreflang"): e.get("href") for e in page.iter("a") if e.get("hreflang")}
    assert links == {"vi": "?ma=K7QF&lang=vi", "en": "?ma=K7QF&lang=en"}
    assert "12" in text_of(page)
