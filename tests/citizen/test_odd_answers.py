"""From the page to the flag: robots and people at a real form, and the worker after them (P10)."""

from __future__ import annotations

import logging
from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from surveyapp.responses.models import LedgerEntry, Response
from surveyapp.results.queries import find_result_view
from surveyapp.results.work import refresh_results
from surveyapp.rounds.links import sign_kiosk
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.citizen.kiosks import put_kiosk, with_quick_form
from tests.citizen.test_signals import proof_of
from tests.pages import hidden_fields, parse

ADDRESS = {"REMOTE_ADDR": "203.0.113.9"}


def post(counter: Counter, hidden: dict[str, str], path: str = "", **more: str) -> Any:
    """POST without looking at the page that comes back."""
    data = {**GOOD, **hidden, **more}
    return counter.unchecked.post(path or counter.path(), data=data, environ_base=ADDRESS)


def flags(counter: Counter) -> Tally[str]:
    """Flags by rule, once the worker has counted."""
    refresh_results(counter.app.extensions["surveyapp"])
    with counter.database.reading() as session:
        entries = select(LedgerEntry.rule).where(LedgerEntry.kind == "flag")
        return Tally(session.scalars(entries))


def test_a_person_leaves_no_signal(counter: Counter) -> None:
    hidden = counter.open()
    counter.clock.advance(seconds=40)
    counter.send(hidden=hidden)
    assert [response.signals for response in counter.stored()] == [None]
    assert flags(counter) == {}


def test_a_robot_that_sends_two_hundred_forms_is_flagged_and_every_form_is_kept(
    counter: Counter,
) -> None:
    """Without script, on one link, within a minute; it waits long enough before each."""
    pages = [hidden_fields_of(counter) for _ in range(5)]
    counter.clock.advance(minutes=10)
    for place in range(200):
        counter.clock.advance(seconds=0.2)
        copy = f"{place:032x}"
        assert post(counter, pages[place % 5], copy=copy).status_code == 200
    assert flags(counter) == {"burst": 140}
    with counter.database.reading() as session:
        view = find_result_view(session, round_id=counter.field.round.id)
    assert view is not None
    assert view.n == len(counter.stored()) == 200


def hidden_fields_of(counter: Counter) -> dict[str, str]:
    form = parse(counter.unchecked.get(counter.path()).text).find(".//form[@id='phieu']")
    assert form is not None
    return hidden_fields(form)


def test_a_robot_that_fills_every_field_at_once_gets_its_receipt_and_two_flags(
    counter: Counter,
) -> None:
    page = post(counter, counter.open(), leave_empty="0912345678")
    assert receipt_on(page)
    assert [response.signals for response in counter.stored()] == ["honeypot too_fast"]
    assert flags(counter) == {"honeypot": 1, "too_fast": 1}


def test_an_answer_of_half_a_second_is_flagged(counter: Counter) -> None:
    hidden = counter.open()
    counter.clock.advance(seconds=0.5)
    post(counter, hidden)
    assert flags(counter) == {"too_fast": 1}


def test_p1_a_retry_is_no_second_answer_and_no_second_flag(counter: Counter) -> None:
    hidden = counter.open()
    for _ in range(3):
        post(counter, hidden)
        assert flags(counter) == {"too_fast": 1}
    assert len(counter.stored()) == 1


def test_a_form_that_was_corrected_keeps_the_time_of_its_first_page(counter: Counter) -> None:
    """Faults come back on the same page; what is sent from it a second later is not too fast."""
    hidden = counter.open()
    counter.clock.advance(seconds=40)
    again = post(counter, hidden, polite="")
    assert again.status_code == 422
    counter.clock.advance(seconds=0.5)
    post(counter, hidden)
    assert [response.signals for response in counter.stored()] == [None]


def test_p1_what_is_sent_anew_after_a_conflict_keeps_the_time_of_its_first_page(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.advance(seconds=40)
    post(counter, hidden)
    conflict = post(counter, hidden, polite="1")
    assert conflict.status_code == 409
    form = parse(conflict.text).find(".//main//form")
    assert form is not None
    counter.clock.advance(seconds=0.5)
    anew = counter.unchecked.post(counter.path(), data=hidden_fields(form), environ_base=ADDRESS)
    assert anew.status_code == 200
    assert [response.signals for response in counter.stored()] == [None, None]


def test_p5_an_anonymous_round_notices_nothing(make_counter: Callable[..., Counter]) -> None:
    counter = make_counter(anonymous=True)
    post(counter, counter.open(), leave_empty="x")
    assert [response.signals for response in counter.stored()] == [None]
    assert "surveyapp.address_counts" not in counter.app.extensions
    assert flags(counter) == {}


def test_p10_a_busy_kiosk_is_never_a_burst(make_counter: Callable[..., Counter]) -> None:
    """Seventy people within ten minutes, each form with the proof of the tablet's browser."""
    counter = make_counter(**with_quick_form())
    path = f"/k/{put_kiosk(counter)}/{counter.field.units[0].id}/2"
    form = next(
        form
        for form in parse(counter.unchecked.get(path).text).iter("form")
        if "page_token" in hidden_fields(form)
    )
    hidden = hidden_fields(form)
    for person in range(70):
        counter.clock.advance(seconds=8)
        copy = f"{person:032x}"
        proof = proof_of(hidden["page_token"], copy)
        data = {**hidden, "overall": "5", "copy": copy, "proof": proof}
        sent = counter.unchecked.post(path, data=data, environ_base=ADDRESS)
        assert sent.status_code == 200
    assert {(row.channel, row.signals) for row in counter.stored()} == {("kiosk", "proved")}
    assert flags(counter) == {}


def test_the_hidden_field_is_out_of_the_way_of_keyboard_and_screen_reader(
    counter: Counter,
) -> None:
    """P19; where styles are off its label says that it is to stay empty."""
    page = counter.client.page(counter.path())
    around = next(
        element
        for element in page.iter()
        if element.get("aria-hidden") == "true" and element.find(".//input") is not None
    )
    field = around.find(".//input[@name='leave_empty']")
    assert field is not None
    assert (field.get("tabindex"), field.get("autocomplete")) == ("-1", "off")
    assert "trống" in "".join(around.itertext())


def test_p11_edited_links_of_fields_dossiers_and_kiosks_are_refused_and_logged(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    keys = counter.app.extensions["surveyapp"].settings.link_key_ring
    paths = [
        f"/q/{counter.link(field_id=3)}",
        f"/q/{counter.link(counter=False, dossier=b'0123456789')}",
        f"/k/{sign_kiosk(1, keys=keys)}",
    ]
    for path in paths:
        for place in (-1, -8, 8):
            letter = "a" if path[place] != "a" else "b"
            edited = path[:place] + letter + path[place:][1:]
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                assert counter.unchecked.get(edited).status_code == 404, edited
                assert counter.unchecked.post(edited, data=GOOD).status_code in (404, 405)
            assert "wrong signature" in caplog.text
            assert edited[3:] not in caplog.text
    with counter.database.reading() as session:
        assert session.scalars(select(Response)).all() == []
