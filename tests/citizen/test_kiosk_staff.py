"""The way out of a kiosk: the PIN, its limit, and what staff see then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.services import change_pin
from tests.citizen.conftest import GOOD, Counter
from tests.citizen.kiosks import PIN, put_kiosk, with_quick_form
from tests.pages import hidden_fields, parse, text_of


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter with a full and a quick form."""
    return make_counter(**with_quick_form())


def enter(counter: Counter, link: str, pin: str, **changes: str) -> TestResponse:
    """Type a PIN at the kiosk."""
    path = f"/k/{link}/can-bo"
    form = counter.client.page(path).find(".//form")
    assert form is not None
    return counter.client.post(path, data=hidden_fields(form) | {"pin": pin} | changes)


def test_the_right_pin_opens_the_page_for_staff(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = f"/k/{link}/{counter.field.units[0].id}/1"
    form = counter.client.page(path).find(".//form")
    assert form is not None
    for copy in ("a" * 32, "b" * 32):
        sent = {**GOOD, **hidden_fields(form), "copy": copy}
        assert counter.client.post(path, data=sent).status_code == 200
    counter.send()
    page = enter(counter, link, PIN)
    assert page.status_code == 200
    figures = [text_of(dd) for dd in parse(page.text).iter("dd")]
    assert figures[0] == "2"
    addresses = [a.get("href") for a in parse(page.text).iter("a")]
    assert f"/k/{link}" in addresses


def test_answers_of_another_day_are_not_those_of_today(counter: Counter) -> None:
    link = put_kiosk(counter)
    path = f"/k/{link}/{counter.field.units[0].id}/1"
    form = counter.client.page(path).find(".//form")
    assert form is not None
    counter.client.post(path, data={**GOOD, **hidden_fields(form)})
    counter.clock.advance(days=1)
    page = enter(counter, link, PIN)
    assert text_of(next(parse(page.text).iter("dd"))) == "0"


def test_p5_in_an_anonymous_round_no_count_is_shown(make_counter: Callable[..., Counter]) -> None:
    counter = make_counter(anonymous=True, **with_quick_form())
    page = enter(counter, put_kiosk(counter), PIN)
    assert "nhận hôm nay" not in page.text


@pytest.mark.parametrize("pin", ["204817", "0", "20481", "a" * 5000])
def test_a_wrong_pin_is_said_and_opens_nothing(counter: Counter, pin: str) -> None:
    page = enter(counter, put_kiosk(counter), pin)
    assert page.status_code == 422
    assert "Mã PIN chưa đúng" in page.text
    assert "Tiếp tục phục vụ" not in page.text
    assert pin not in page.text.replace(page.request.path, "") or pin == "0"


def test_an_empty_pin_is_not_a_try(counter: Counter) -> None:
    link = put_kiosk(counter)
    assert [enter(counter, link, "  ").status_code for _ in range(12)] == [400] * 12
    assert enter(counter, link, PIN).status_code == 200


def test_wrong_tries_are_limited_by_kiosk(counter: Counter) -> None:
    """P10: the next kiosk, at the same address, is not held up."""
    link, other = put_kiosk(counter), put_kiosk(counter, name="Máy 2")
    tries = [enter(counter, link, "999999").status_code for _ in range(12)]
    assert tries == [422] * 10 + [429] * 2
    assert enter(counter, link, PIN).status_code == 429
    assert enter(counter, other, PIN).status_code == 200
    counter.clock.advance(minutes=15)
    assert enter(counter, link, PIN).status_code == 200


def test_a_right_pin_forgets_the_wrong_ones(counter: Counter) -> None:
    link = put_kiosk(counter)
    for _ in range(3):
        assert [enter(counter, link, "999999").status_code for _ in range(9)] == [422] * 9
        assert enter(counter, link, PIN).status_code == 200


def test_a_pin_needs_the_token_of_its_own_page(counter: Counter) -> None:
    link, other = put_kiosk(counter), put_kiosk(counter, name="Máy 2")
    assert enter(counter, link, PIN, page_token="x").status_code == 400
    form = counter.client.page(f"/k/{other}/can-bo").find(".//form")
    assert form is not None
    foreign = hidden_fields(form)["page_token"]
    page = enter(counter, link, PIN, page_token=foreign)
    assert page.status_code == 400
    assert "Tiếp tục phục vụ" not in page.text


def test_a_changed_pin_holds_at_once(counter: Counter) -> None:
    link = put_kiosk(counter)
    assert enter(counter, link, PIN).status_code == 200
    with counter.database.transaction() as session:
        change_pin(session, kiosk=session.scalars(select(Kiosk)).one(), pin="97531")
    counter.clock.advance(seconds=3)
    assert enter(counter, link, PIN).status_code == 422
    assert enter(counter, link, "97531").status_code == 200
