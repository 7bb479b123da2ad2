"""What a person reads after sending: the receipt, what happens next, what came of it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from surveyapp.citizen.languages import words
from surveyapp.rounds.models import Round
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.pages import parse, text_of


def links_of(page: str) -> list[str]:
    """Where a page leads."""
    return [e.get("href", "") for e in parse(page).iter("a")]


def publish_an_earlier_round(counter: Counter) -> None:
    """Another round of the same authority, over and published."""
    with counter.database.transaction() as session:
        now = session.get(Round, counter.field.round.id)
        assert now is not None
        ended = now.opens_at - timedelta(days=200)
        session.add(
            Round(
                authority_id=now.authority_id,
                programme_version_id=now.programme_version_id,
                code="dot-truoc",
                name="Đợt trước",
                anonymous=False,
                opens_at=ended - timedelta(days=30),
                closes_at=ended,
                window_from=ended.date() - timedelta(days=90),
                window_to=ended.date(),
                published_at=ended + timedelta(days=10),
                created_at=ended - timedelta(days=40),
            )
        )
    counter.clock.advance(minutes=1)


def test_the_thanks_say_what_happens_next(counter: Counter) -> None:
    page = counter.send()
    w = words("vi").thanks
    told = text_of(parse(page.text))
    for sentence in (w.next, w.read, w.published):
        assert sentence in told
    assert "Đợt thử" in told


def test_a_late_form_is_not_promised_to_count_and_nothing_leads_to_a_closed_round(
    counter: Counter,
) -> None:
    hidden = counter.open()
    counter.clock.moment = counter.field.round.closes_at + timedelta(minutes=5)
    page = counter.send(hidden=hidden)
    told = text_of(parse(page.text))
    assert "Phiếu này được cộng" not in told
    assert words("vi").thanks.published in told
    assert not any(link.startswith("/q/") for link in links_of(page.text))


def test_p9_the_receipt_also_stands_in_a_header(counter: Counter) -> None:
    page = counter.send()
    assert page.headers["X-Receipt"] == receipt_on(page)


def test_p5_an_anonymous_round_tells_no_receipt_in_a_header(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter(anonymous=True)
    hidden = counter.open()
    answers = [counter.send(hidden=hidden), counter.send(GOOD | {"polite": "1"}, hidden=hidden)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert not any("X-Receipt" in answer.headers for answer in answers)
    assert words("vi").form.after_anonymous in counter.client.get(counter.path()).text


def test_before_the_first_publication_there_is_no_result_to_look_at(counter: Counter) -> None:
    assert not any(link.startswith("/ket-qua/") for link in links_of(counter.send().text))


@pytest.mark.parametrize("language", ["vi", "km", "en"])
def test_the_thanks_lead_to_the_last_published_result(counter: Counter, language: str) -> None:
    publish_an_earlier_round(counter)
    page = counter.send(hidden=counter.open() | {"lang": language})
    assert "/ket-qua/tinh/snv" in links_of(page.text)


def test_a_closed_round_leads_to_the_last_published_result(counter: Counter) -> None:
    publish_an_earlier_round(counter)
    counter.clock.moment = counter.field.round.closes_at
    page = counter.client.get(counter.path())
    assert "/ket-qua/tinh/snv" in links_of(page.text)


def test_nothing_of_the_thanks_is_made_twice(app: Flask, counter: Counter) -> None:
    """Its fixed pieces are rendered once per process and kind of thanks."""
    counter.send()
    kinds = app.extensions["surveyapp.citizen.thanks"]
    before = dict(kinds)
    counter.send()
    assert kinds == before
