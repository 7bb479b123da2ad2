"""Links that lead to no form: each has its own plain page with what a citizen can do now."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from surveyapp.rounds.links import LinkTarget, sign_link
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.pages import parse, text_of


def heading(counter: Counter, path: str, status: int) -> str:
    """The heading of a page, once its status is right and it says what one can do."""
    page = counter.client.page(path, status=status)
    assert "Bây giờ anh/chị có thể" in text_of(page)
    assert len(list(page.iter("li"))) >= 1
    assert page.find(".//form") is None
    return text_of(page.find(".//h1"))


def test_p11_an_edited_link_is_refused_and_logged_without_its_text(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    link = counter.link()
    edited = link[:6] + ("a" if link[6] != "a" else "b") + link[7:]
    with caplog.at_level(logging.WARNING):
        assert heading(counter, f"/q/{edited}", 404) == "Đường dẫn này không đúng"
    assert "wrong signature" in caplog.text
    assert edited not in caplog.text


def test_p11_a_link_to_another_unit_cannot_be_made_by_editing(counter: Counter) -> None:
    """No change of one letter gives a link that works."""
    link = counter.link()
    for place in range(len(link)):
        for letter in "abcdefghijklmnopqrstuvwxyz234567":
            edited = link[:place] + letter + link[place + 1 :]
            if edited != link:
                assert counter.unchecked.get(f"/q/{edited}").status_code in (404, 410)


@pytest.mark.parametrize("text", ["x", "%00", "a" * 65, "đường-dẫn", "aeaqc'--", "AEAQC%20"])
def test_text_that_is_no_link_gets_the_same_page(counter: Counter, text: str) -> None:
    assert heading(counter, f"/q/{text}", 404) == "Đường dẫn này không đúng"


def test_a_truncated_link_is_refused(counter: Counter) -> None:
    for length in (1, 8, len(counter.link()) - 1):
        path = f"/q/{counter.link()[:length]}"
        assert heading(counter, path, 404) == "Đường dẫn này không đúng"


def test_a_link_signed_with_a_retired_key_says_that_the_code_was_replaced(
    counter: Counter,
) -> None:
    target = LinkTarget(counter.field.round.id, counter.field.units[0].id, 0, 1)
    old = sign_link(target, keys={3: b"a retired key of thirty-two bytes"})
    assert heading(counter, f"/q/{old}", 410) == "Mã QR này đã được thay"


@pytest.mark.parametrize("name", ["round_id", "unit_id", "counter_id", "form"])
def test_a_good_link_to_something_that_is_gone_says_so(counter: Counter, name: str) -> None:
    path = counter.path(**{name: 4_000})
    assert heading(counter, path, 404) == "Không còn phiếu khảo sát này"


def test_before_the_first_day_the_page_tells_the_dates(counter: Counter) -> None:
    counter.clock.moment = counter.field.round.opens_at - timedelta(seconds=1)
    assert heading(counter, counter.path(), 403) == "Đợt khảo sát chưa mở"
    words = text_of(counter.client.page(counter.path(), status=403))
    assert "từ 15/06/2026 đến hết ngày 15/07/2026" in words


def test_a_form_opens_at_the_first_moment_and_no_more_at_the_last(counter: Counter) -> None:
    counter.clock.moment = counter.field.round.opens_at
    assert counter.client.get(counter.path()).status_code == 200
    counter.clock.moment = counter.field.round.closes_at - timedelta(milliseconds=1)
    assert counter.client.get(counter.path()).status_code == 200
    counter.clock.moment = counter.field.round.closes_at
    assert counter.client.get(counter.path()).status_code == 410


def test_after_the_last_day_the_page_tells_the_dates(counter: Counter) -> None:
    counter.clock.moment = counter.field.round.closes_at
    assert heading(counter, counter.path(), 410) == "Đợt khảo sát đã đóng"
    words = text_of(counter.client.page(counter.path(), status=410))
    assert "từ 15/06/2026 đến hết ngày 15/07/2026" in words


def test_a_round_that_was_closed_early_tells_the_minute(counter: Counter) -> None:
    counter.change_round(closes_at=counter.clock.moment)
    words = text_of(counter.client.page(counter.path(), status=410))
    assert "đến 11:00 15/06/2026" in words


def test_a_published_round_says_so(counter: Counter) -> None:
    closes_at = counter.field.round.closes_at
    counter.change_round(published_at=closes_at + timedelta(days=3))
    counter.clock.moment = closes_at + timedelta(days=4)
    assert heading(counter, counter.path(), 410) == "Đợt khảo sát đã công bố kết quả"


def test_an_answer_without_an_opened_page_is_said_not_to_be_stored(counter: Counter) -> None:
    counter.clock.moment = counter.field.round.closes_at
    page = counter.send(hidden={"page_token": "made up"})
    assert page.status_code == 410
    assert "Phiếu vừa gửi chưa được ghi lại." in page.text
    assert counter.stored() == []


def test_other_answers_from_a_sent_page_after_the_close_cannot_become_a_new_form(
    counter: Counter,
) -> None:
    hidden = counter.open()
    first = receipt_on(counter.send(hidden=hidden))
    counter.clock.moment = counter.field.round.closes_at
    page = counter.send(GOOD | {"polite": "1"}, hidden=hidden)
    assert page.status_code == 409
    assert receipt_on(page) == first
    assert parse(page.text).find(".//form") is None
    assert "không nhận thêm phiếu mới" in page.text


def test_a_link_read_aloud_in_capitals_works(counter: Counter) -> None:
    assert counter.client.get(counter.path().upper().replace("/Q/", "/q/")).status_code == 200
