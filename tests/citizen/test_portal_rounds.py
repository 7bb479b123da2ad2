"""Which rounds and units a key reaches, and the round that links are made for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from surveyapp.platform.sessions import Base
from tests.citizen.conftest import Counter
from tests.citizen.portal import Portal, portal_forms, portal_programme, target_of
from tests.field import ZONE, make_field
from tests.keys import make_key


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """An open round with a form for the portal."""
    return make_counter(definition=portal_programme(), forms=portal_forms())


@pytest.fixture
def portal(counter: Counter) -> Portal:
    """The portal of the province, with a key for every unit."""
    return Portal.of(counter)


def second_round(base: Base, counter: Counter, **settings: Any) -> str:
    """One more open round of the same authority; returns its code."""
    with base.database.transaction() as session:
        return make_field(
            session,
            now=counter.clock.moment,
            definition=portal_programme(),
            forms=portal_forms(),
            **settings,
        ).round.code


def test_p5_hashes_of_two_rounds_tell_nothing_of_each_other(portal: Portal) -> None:
    first = target_of(portal.counter, portal.link("H55-1"))
    base: Base = portal.counter.app.extensions["surveyapp"]
    code = second_round(base, portal.counter)
    second = target_of(portal.counter, portal.link_in(code, "H55-1"))
    assert first.round_id != second.round_id
    assert first.dossier != second.dossier


def test_p24_the_key_of_a_unit_gets_links_of_that_unit_only(counter: Counter) -> None:
    portal = Portal.of(counter, unit="snv")
    own, other, unknown = portal.rows(
        {"reference": "H55-1"},
        {"reference": "H55-1", "unit": "stc"},
        {"reference": "H55-1", "unit": "khong-co"},
    )
    assert own["unit"] == "snv"
    assert other["error"]["status"] == 403
    assert other["error"] == unknown["error"]


def test_p24_the_key_of_another_authority_sees_neither_rounds_nor_units(counter: Counter) -> None:
    base: Base = counter.app.extensions["surveyapp"]
    elsewhere = portal_programme(
        code="rieng",
        authority={"code": "khac", "name": "Tỉnh khác"},
        units=[{"code": "chi-o-tinh-khac", "name": "Sở Tư pháp", "group": "so"}],
    )
    with base.database.transaction() as session:
        field = make_field(
            session, now=counter.clock.moment, definition=elsewhere, forms=portal_forms()
        )
    other = Portal(counter, make_key(counter.app, authority_id=field.round.authority_id))
    assert [r["code"] for r in other.get("/api/v1/rounds").get_json()["rounds"]] == [
        field.round.code
    ]
    refused = other.post({"round": counter.field.round.code, "dossiers": []})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (404, "round")
    assert Portal.of(counter).error(unit="chi-o-tinh-khac")["code"] == "unit"


def test_with_several_open_rounds_one_must_be_named(portal: Portal) -> None:
    base: Base = portal.counter.app.extensions["surveyapp"]
    code = second_round(base, portal.counter)
    response = portal.post({"dossiers": [{"reference": "H55-1", "unit": "snv"}]})
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], error["field"]) == (422, "several-rounds", "round")
    assert code in error["message"]
    assert portal.counter.field.round.code in error["message"]
    assert target_of(portal.counter, portal.link_in(code, "H55-1")).round_id


@pytest.mark.parametrize("round_", ["khong-co", "\x00", "\ud800", "' OR 1=1 --", "😀"])
def test_an_unknown_round_is_told(portal: Portal, round_: str) -> None:
    response = portal.post({"round": round_, "dossiers": []})
    assert (response.status_code, response.get_json()["error"]["field"]) == (404, "round")


def test_a_closed_round_gives_no_links(portal: Portal) -> None:
    code = portal.counter.field.round.code
    portal.counter.change_round(closes_at=portal.counter.clock.moment)
    for body, expected in (
        ({"dossiers": []}, "no-open-round"),
        ({"round": code, "dossiers": []}, "round-not-open"),
    ):
        response = portal.post(body)
        assert (response.status_code, response.get_json()["error"]["code"]) == (409, expected)
    assert portal.get("/api/v1/rounds").get_json() == {"rounds": []}


def test_p5_an_anonymous_round_gives_no_dossier_links(
    make_counter: Callable[..., Counter],
) -> None:
    counter = make_counter(definition=portal_programme(), forms=portal_forms(), anonymous=True)
    portal = Portal.of(counter)
    for body in ({"dossiers": []}, {"round": counter.field.round.code, "dossiers": []}):
        response = portal.post(body)
        assert response.status_code == 409
        assert response.get_json()["error"]["code"] == "anonymous-round"
    (listed,) = portal.get("/api/v1/rounds").get_json()["rounds"]
    assert listed["takes_dossiers"] is False
    code = second_round(counter.app.extensions["surveyapp"], counter)
    assert portal.post({"dossiers": []}).get_json()["round"] == code


def test_open_rounds_are_listed_with_what_the_key_may_name(counter: Counter) -> None:
    every, own = Portal.of(counter), Portal.of(counter, unit="stc")
    (listed,) = every.get("/api/v1/rounds").get_json()["rounds"]
    round_ = counter.field.round
    assert (listed["code"], listed["name"]) == (round_.code, "Đợt thử")
    assert listed["opens_at"] == round_.opens_at.astimezone(ZONE).isoformat()
    assert listed["opens_at"].endswith("+07:00")
    assert [unit["code"] for unit in listed["units"]] == ["snv", "stc"]
    assert [(form["code"], form["default"]) for form in listed["forms"]] == [
        ("counter_form", False),
        ("portal_form", True),
    ]
    (listed,) = own.get("/api/v1/rounds").get_json()["rounds"]
    assert [unit["code"] for unit in listed["units"]] == ["stc"]
