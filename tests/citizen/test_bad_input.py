"""What is sent wrongly: a clear sentence, everything kept, nothing half-written."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from surveyapp.citizen.tokens import PageToken, sign_token
from surveyapp.platform.sessions import Base
from tests.citizen.conftest import GOOD, Counter
from tests.pages import hidden_fields, parse, text_of


def summary_of(page: TestResponse) -> Element:
    """The error summary of a page."""
    return next(e for e in parse(page.text).iter("div") if e.get("class") == "error-summary")


def kept_on(page: TestResponse) -> dict[str, str]:
    """What the form of a page would send, without its hidden fields."""
    kept = {}
    for field in parse(page.text).iter():
        if field.tag == "textarea":
            kept[field.get("name", "")] = field.text or ""
        elif field.tag == "input" and "checked" in field.attrib:
            kept[field.get("name", "")] = field.get("value", "")
    return kept


def test_p3_an_empty_post_leaves_no_trace(counter: Counter) -> None:
    page = counter.send({})
    assert page.status_code == 422
    assert text_of(summary_of(page)) == "Phiếu chưa gửi được Anh/chị chưa trả lời câu nào."
    assert counter.client.post(counter.path()).status_code == 400
    assert counter.stored() == []


def test_a_required_item_that_is_missing_is_linked_and_the_rest_is_kept(counter: Counter) -> None:
    hidden = counter.open()
    answers = GOOD | {"polite": ""}
    page = counter.send(answers, hidden=hidden)
    assert page.status_code == 422
    root = parse(page.text)
    link = next(summary_of(page).iter("a"))
    assert text_of(link) == "Câu 1"
    assert text_of(summary_of(page)).endswith("Còn 1 câu chưa trả lời: Câu 1")
    target = next(e for e in root.iter() if e.get("id") == link.get("href", "")[1:])
    assert (target.tag, target.get("name")) == ("input", "polite")
    group = next(e for e in root.iter("fieldset") if e.get("aria-invalid"))
    assert (group.get("role"), group.get("aria-describedby")) == ("radiogroup", "c-polite-loi")
    assert kept_on(page) == {name: text for name, text in answers.items() if text}
    assert counter.stored() == []
    # The page keeps its token: sent again it is the same submission, and the time still runs.
    form = root.find(".//form")
    assert form is not None
    assert hidden_fields(form) == hidden
    assert counter.send(hidden=hidden).status_code == 200


def test_the_title_of_a_page_with_faults_says_so(counter: Counter) -> None:
    title = text_of(parse(counter.send({"polite": "9"}).text).find("head/title"))
    assert title == "Phiếu khảo sát – có 1 chỗ cần xem lại"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"polite": "6"}, "Câu 1: Xin chọn một mức trong các mức đã cho."),
        ({"polite": "no_opinion"}, "Câu 1: Xin chọn một mức trong các mức đã cho."),
        ({"polite": ["4", "5"]}, "Câu 1: Xin chọn một mức trong các mức đã cho."),
        ({"late": "maybe"}, "Câu 3: Xin chọn một trong các phương án đã cho."),
        ({"salary": "5"}, "Phiếu này không có câu hỏi mang mã gửi kèm."),
        ({f"x{n}": "1" for n in range(50)}, "Phiếu này không có câu hỏi mang mã gửi kèm."),
    ],
)
def test_unknown_items_and_options_are_refused_with_a_sentence(
    counter: Counter, answers: dict[str, str | list[str]], sentence: str
) -> None:
    page = counter.send({**GOOD, **answers})
    assert page.status_code == 422
    assert [text_of(line) for line in summary_of(page).iter("li")] == [sentence]
    assert kept_on(page)["suggestion"] == "Rất tốt"
    assert counter.stored() == []


def test_a_text_of_100_kb_is_refused_and_given_back_whole(counter: Counter) -> None:
    text = "Thủ tục rườm rà quá. " * 5_000
    page = counter.send(GOOD | {"suggestion": text})
    assert page.status_code == 422
    sentence = "Câu 4: Ý kiến dài 104.999 ký tự, tối đa 2.000. Xin rút ngắn lại."
    assert text_of(summary_of(page)).endswith(sentence)
    assert kept_on(page)["suggestion"] == text
    assert counter.stored() == []


def test_more_than_the_server_takes_is_refused_in_words(counter: Counter) -> None:
    page = counter.send(GOOD | {"suggestion": "x" * 1_100_000})
    assert page.status_code == 413
    assert counter.stored() == []


def test_control_characters_do_not_come_back_on_a_page(counter: Counter) -> None:
    hidden = counter.open()
    text = GOOD | {"suggestion": "Tốt\x00 l\x1bắm"}
    assert kept_on(counter.send(text | {"polite": ""}, hidden=hidden))["suggestion"] == "Tốt lắm"
    assert counter.send(hidden=hidden).status_code == 200
    assert counter.send(text, hidden=hidden).status_code == 409


def test_control_characters_do_not_reach_the_database(counter: Counter) -> None:
    counter.send(GOOD | {"suggestion": "Tốt\x00 l\x1bắm\u202e\r\nHai\u200b dòng\ttab"})
    assert counter.stored()[0].answers["suggestion"] == "Tốt lắm\nHai dòng\ttab"


def test_p18_decomposed_vietnamese_is_stored_composed_and_is_the_same_answer(
    counter: Counter,
) -> None:
    hidden = counter.open()
    composed = GOOD | {"suggestion": "Phục vụ rất tốt"}
    decomposed = GOOD | {"suggestion": unicodedata.normalize("NFD", "Phục vụ rất tốt")}
    assert counter.send(decomposed, hidden=hidden).status_code == 200
    assert counter.send(composed, hidden=hidden).status_code == 200
    (response,) = counter.stored()
    assert response.answers["suggestion"] == "Phục vụ rất tốt"


def test_words_of_a_citizen_are_never_markup(counter: Counter) -> None:
    text = "</textarea><script>alert(1)</script>"
    page = counter.send({"suggestion": text})
    assert page.status_code == 422
    assert kept_on(page)["suggestion"] == text
    assert "<script>" not in page.text


@pytest.mark.parametrize("text", ["\nmột\n\nhai", "  thụt\n\tdòng", "&amp; &lt;"])
def test_what_was_typed_comes_back_letter_by_letter(counter: Counter, text: str) -> None:
    assert kept_on(counter.send({"suggestion": text}))["suggestion"] == text


def test_p1_a_broken_token_reoffers_the_form_with_everything_kept(counter: Counter) -> None:
    token = counter.open()["page_token"]
    for broken in ("", "x", token[:-5], token.replace(token[:8], "00000000")):
        page = counter.send(hidden={"page_token": broken})
        assert page.status_code == 400
        assert "bấm “Gửi phiếu” một lần nữa" in text_of(summary_of(page))
        assert kept_on(page) == GOOD
        form = parse(page.text).find(".//form")
        assert form is not None
        fresh = hidden_fields(form)
        assert fresh["page_token"] != token
    assert counter.stored() == []
    assert counter.send(hidden=fresh).status_code == 200


def test_p11_a_token_of_another_link_does_not_count_for_this_one(counter: Counter) -> None:
    foreign = counter.open(counter.path(unit=1))
    page = counter.send(hidden=foreign)
    assert page.status_code == 400
    assert kept_on(page) == GOOD
    assert counter.stored() == []


def test_a_token_of_another_form_version_or_moment_is_stale(counter: Counter) -> None:
    base: Base = counter.app.extensions["surveyapp"]
    opened_at = counter.clock.moment
    before = counter.field.round.opens_at.replace(year=2020)
    for version, moment in ((999_999, opened_at), (1, before)):
        token = PageToken("ab" * 16, counter.link(), version, moment)
        hidden = {"page_token": sign_token(token, keys=base.settings.signing_keys)}
        assert counter.send(hidden=hidden).status_code == 400
    assert counter.stored() == []


def test_when_the_database_fails_the_page_says_not_sent_and_keeps_everything(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = counter.open()

    def broken(*args: object, **named: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr("surveyapp.citizen.services.store_response", broken)
        page = counter.send(hidden=hidden)
    assert page.status_code == 503
    assert "phiếu chưa được ghi" in text_of(summary_of(page))
    assert kept_on(page) == GOOD
    assert counter.send(hidden=hidden).status_code == 200


def test_while_the_database_is_away_forms_open_and_what_was_typed_is_kept(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.open()
    counter.clock.advance(minutes=1)

    def away(*args: object, **named: object) -> None:
        raise OperationalError("connect", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        for way in ("reading", "single_statement", "transaction"):
            patch.setattr(counter.database, way, away)
        hidden = counter.open()
        page = counter.send(hidden=hidden)
    assert page.status_code == 503
    assert kept_on(page) == GOOD
    assert counter.send(hidden=hidden).status_code == 200
    assert len(counter.stored()) == 1


def test_no_log_line_holds_answers_or_links(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.send(GOOD | {"suggestion": "bí mật của tôi", "polite": "9"})
    counter.send(GOOD | {"suggestion": "bí mật của tôi"})
    counter.client.get(counter.path()[:-1])
    assert "bí mật" not in caplog.text
    assert counter.link()[:-1] not in caplog.text


def test_a_database_folder_that_cannot_be_written_loses_nothing_that_was_typed(
    counter: Counter,
) -> None:
    if not counter.database.is_sqlite:
        return
    hidden = counter.open()
    queue = Path(f"{counter.database.engine.url.database}.queue")
    queue.unlink(missing_ok=True)
    queue.mkdir()
    page = counter.send(hidden=hidden)
    assert page.status_code == 503
    assert kept_on(page) == GOOD
    queue.rmdir()
    assert counter.send(hidden=hidden).status_code == 200
    assert len(counter.stored()) == 1
