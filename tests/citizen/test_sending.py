"""Sending a form: one answer, one receipt, whatever the network and the fingers do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from surveyapp.citizen import services
from surveyapp.responses.models import LedgerEntry
from surveyapp.rounds.services import close_round
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.pages import hidden_fields, parse, text_of


def test_the_receipt_is_shown_and_can_be_looked_up_without_the_answers(counter: Counter) -> None:
    page = counter.send()
    assert page.status_code == 200
    receipt = receipt_on(page)
    assert len(receipt) == 14
    look_up = counter.client.get(f"/tra-cuu?ma={receipt.lower()}")
    assert look_up.status_code == 200
    assert receipt_on(look_up) == receipt
    assert "Sở Nội vụ" in look_up.text
    assert "Rất tốt" not in look_up.text


def test_the_answer_is_stored_with_what_is_known_and_nothing_else(counter: Counter) -> None:
    hidden = counter.open()
    counter.clock.advance(seconds=42.5)
    counter.send(hidden=hidden)
    (response,) = counter.stored()
    assert response.answers == GOOD
    assert response.channel == "qr"
    assert response.counter_id == counter.field.counter.id
    assert response.device_class == "phone"
    assert response.language == "vi"
    assert response.duration_seconds == 42
    assert response.received_at == counter.clock.moment


def test_a_link_without_a_counter_is_the_portal(counter: Counter) -> None:
    counter.send(path=counter.path(counter=False))
    (response,) = counter.stored()
    assert (response.channel, response.counter_id) == ("portal", None)


def test_the_answer_is_on_disk_before_the_receipt_is_shown(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second connection sees the answer while the page is still being made."""
    hidden = counter.open()
    seen: list[int] = []
    real = services.hand_in

    def watched(*args: object, **named: object) -> object:
        recorded = real(*args, **named)  # type: ignore[arg-type]
        seen.append(len(counter.stored()))
        return recorded

    monkeypatch.setattr("surveyapp.citizen.routes.form.hand_in", watched)
    assert counter.send(hidden=hidden).status_code == 200
    assert seen == [1]


def test_p1_the_same_page_sent_twice_gives_the_same_receipt(counter: Counter) -> None:
    hidden = counter.open()
    first = counter.send(hidden=hidden)
    counter.clock.advance(days=3)
    second = counter.send(hidden=hidden)
    assert second.status_code == 200
    assert second.text == first.text
    assert len(counter.stored()) == 1


def test_p8_ten_taps_at_once_are_one_answer_and_no_false_error(counter: Counter) -> None:
    hidden = counter.open()
    ready = threading.Barrier(10)
    receipts: list[tuple[int, str]] = []

    def tap() -> None:
        client = counter.unchecked
        ready.wait(10)
        page = client.post(counter.path(), data={**GOOD, **hidden})
        receipts.append((page.status_code, receipt_on(page)))

    threads = [threading.Thread(target=tap) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(receipts) == 10
    assert len(set(receipts)) == 1
    assert receipts[0][0] == 200
    assert len(counter.stored()) == 1


def test_p1_other_answers_from_the_same_page_are_kept_and_can_be_sent_as_a_new_form(
    counter: Counter,
) -> None:
    hidden = counter.open()
    first = receipt_on(counter.send(hidden=hidden))
    other = GOOD | {"polite": "1", "suggestion": "Ý kiến khác\nhai dòng"}
    page = counter.send(other, hidden=hidden)
    assert page.status_code == 409
    assert receipt_on(page) == first
    assert len(counter.stored()) == 1
    form = parse(page.text).find(".//form")
    assert form is not None
    kept = hidden_fields(form)
    assert kept["page_token"] != hidden["page_token"]
    assert {name: kept[name] for name in other} == other
    again = counter.client.post(counter.path(), data=kept)
    assert again.status_code == 200
    assert receipt_on(again) not in ("", first)
    assert [r.answers["polite"] for r in counter.stored()].count("1") == 1


def test_p8_two_tabs_are_two_answers(counter: Counter) -> None:
    tabs = [counter.open(), counter.open()]
    receipts = {receipt_on(counter.send(hidden=hidden)) for hidden in tabs}
    assert len(receipts) == 2
    assert len(counter.stored()) == 2


def test_a_form_opened_in_time_and_sent_after_the_close_is_kept_and_marked(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.moment = counter.field.round.closes_at + timedelta(minutes=5)
    page = counter.send(hidden=hidden)
    assert page.status_code == 200
    assert receipt_on(page)
    assert "Phiếu đến sau khi đợt khảo sát đã đóng." in page.text
    assert len(counter.stored()) == 1
    with counter.database.reading() as session:
        (entry,) = session.scalars(select(LedgerEntry)).all()
    assert (entry.rule, entry.valid) == ("late", False)
    assert "đến sau khi đợt đã đóng" in counter.client.get(f"/tra-cuu?ma={receipt_on(page)}").text


def test_a_round_that_the_desk_closes_early_still_takes_the_forms_that_are_open(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.advance(minutes=1)
    with counter.database.transaction() as session:
        round_ = session.merge(counter.field.round)
        close_round(session, round_=round_, now=counter.clock.moment)
    counter.clock.advance(minutes=1)
    assert counter.client.get(counter.path()).status_code == 410
    page = counter.send(hidden=hidden)
    assert page.status_code == 200
    assert "Phiếu đến sau khi đợt khảo sát đã đóng." in page.text


def test_what_a_process_remembers_of_a_round_never_decides_about_an_answer(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.advance(seconds=0.5)
    with counter.database.transaction() as session:
        round_ = session.merge(counter.field.round)
        close_round(session, round_=round_, now=counter.clock.moment)
    counter.clock.advance(seconds=0.5)
    page = counter.send(hidden=hidden)
    assert page.status_code == 200
    assert "Phiếu đến sau khi đợt khảo sát đã đóng." in page.text


def test_an_answer_in_time_is_not_called_late(counter: Counter) -> None:
    page = counter.send()
    assert "đã đóng" not in page.text
    assert text_of(parse(page.text).find(".//h1")) == "Đã nhận phiếu của anh/chị"


def test_p5_an_anonymous_round_gives_no_receipt_and_keeps_no_trace(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter(anonymous=True)
    hidden = counter.open()
    pages = [counter.send(hidden=hidden), counter.send(hidden=hidden)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "ẩn danh" in pages[0].text
    assert receipt_on(pages[0]) == ""
    (response,) = counter.stored()
    assert response.received_at is None
    assert response.device_class is None
    assert response.counter_id is None


def test_the_thanks_lead_to_the_receipt_and_to_a_fresh_form(counter: Counter) -> None:
    links = [e.get("href", "") for e in parse(counter.send().text).iter("a")]
    assert f"{counter.path()}?lang=vi" in links
    assert any(link.startswith("/tra-cuu?ma=") for link in links)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148", "tablet"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X200) Safari/537.36", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "desktop"),
        ("", None),
    ],
)
def test_of_the_device_only_its_kind_is_kept(
    counter: Counter, agent: str, device: str | None
) -> None:
    sent = {**GOOD, **counter.open()}
    counter.client.post(counter.path(), data=sent, headers={"User-Agent": agent})
    assert counter.stored()[0].device_class == device


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_connection_that_died_at_rest_costs_nobody_an_answer(counter: Counter) -> None:
    counter.send()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with counter.database.engine.connect() as connection:
        connection.execute(text(f"{others} AND datname = current_database()"))
    page = counter.send(hidden=counter.open())
    assert page.status_code == 200
    assert len(counter.stored()) == 2
