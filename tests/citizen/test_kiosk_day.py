"""A busy day at one tablet trips no limit (P10)."""

from __future__ import annotations

import hashlib
from collections import Counter as Tally
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from surveyapp.platform.clock import local_day
from surveyapp.platform.sessions import Base
from surveyapp.responses.models import LedgerEntry
from surveyapp.results.work import refresh_results
from tests.citizen.conftest import Counter
from tests.citizen.kiosks import PIN, put_kiosk, with_quick_form
from tests.pages import hidden_fields, parse, text_of

PEOPLE = 500


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter with a full and a quick form, at eight in the morning."""
    counter = make_counter(**with_quick_form())
    counter.clock.moment = counter.clock.moment.replace(hour=1)
    counter.change_round(opens_at=counter.clock.moment)
    return counter


def bodies(counter: Counter, path: str) -> Iterator[dict[str, str]]:
    """What the script of the kiosk sends for one person after another, from one kept page."""
    form = counter.client.page(path).find(".//form")
    assert form is not None
    hidden = hidden_fields(form)
    for number in range(PEOPLE):
        copy = f"{number:032x}"
        yield hidden | {"overall": str(1 + number % 5), "copy": copy, "seconds": "4"}


def proof_of(token: str, copy: str) -> str:
    """The work that a browser does for one form."""
    number = 0
    while True:
        proof = f"{copy}.{number}"
        digest = hashlib.sha256(f"{token}:{proof}".encode()).digest()
        if digest[0] == 0 and digest[1] < 16:
            return proof
        number += 1


def flags(counter: Counter) -> list[str]:
    """Let the worker count; the rules that found something odd."""
    base: Base = counter.app.extensions["surveyapp"]
    refresh_results(base)
    with counter.database.reading() as session:
        return list(session.scalars(select(LedgerEntry.rule)))


def quick_path(counter: Counter) -> str:
    return f"/k/{put_kiosk(counter)}/{counter.field.units[0].id}/2"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_p10_five_hundred_people_in_a_day_are_all_stored_and_none_is_flagged(
    counter: Counter,
) -> None:
    """Without any proof: a tablet on plain http has no means to make one."""
    path, client = quick_path(counter), counter.unchecked
    begun = local_day(counter.clock.moment, counter.app.extensions["surveyapp"].settings.zone)
    for body in bodies(counter, path):
        counter.clock.advance(seconds=55)
        assert client.post(path, data=body).status_code == 200
    stored = counter.stored()
    assert len(stored) == PEOPLE
    assert {response.received_on for response in stored} == {begun}
    assert Tally(response.answers["overall"] for response in stored) == dict.fromkeys("12345", 100)
    assert flags(counter) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_p10_what_waited_all_day_comes_at_once_and_none_is_flagged(counter: Counter) -> None:
    """After an outage; who waits has time for the proof."""
    path, client = quick_path(counter), counter.unchecked
    sent = list(bodies(counter, path))
    counter.clock.advance(hours=8)
    for body in sent:
        counter.clock.advance(seconds=0.2)
        body["proof"] = proof_of(body["page_token"], body["copy"])
        assert client.post(path, data=body).status_code == 200
    assert len(counter.stored()) == PEOPLE
    assert flags(counter) == []
    staff = f"{path.rsplit('/', 2)[0]}/can-bo"
    form = counter.client.page(staff).find(".//form")
    assert form is not None
    page = counter.client.post(staff, data=hidden_fields(form) | {"pin": PIN})
    assert text_of(next(parse(page.text).iter("dd"))) == str(PEOPLE)
