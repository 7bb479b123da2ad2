"""Walks over every route (style 16): access is declared and kept, GET never writes, URLs stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from surveyapp.citizen.kiosk.services import create_kiosk
from surveyapp.citizen.prints.order import PrintChoice
from surveyapp.citizen.prints.services import order_prints
from surveyapp.platform.access import ROLES, Access, declared
from surveyapp.platform.database import Base as Models
from surveyapp.platform.sessions import Base
from surveyapp.results.work import refresh_results
from surveyapp.rounds.links import sign_kiosk
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import list_links
from tests.desk import make_desk_user, sign_in
from tests.field import Field, answer, make_field, programme
from tests.fixtures.web import SetClock
from tests.keys import bearer, make_key
from tests.pages import PageClient

URLS = Path(__file__).parent / "public_urls.txt"


def rules_of(app: Flask) -> Iterator[tuple[Rule, Access]]:
    """Every rule with what its view declares."""
    for rule in app.url_map.iter_rules():
        declaration = declared(app.view_functions[rule.endpoint])
        assert declaration is not None, f"{rule.endpoint} declares no access"
        yield rule, declaration


@pytest.fixture
def field(app: Flask, clock: SetClock) -> Field:
    """A round in the field with two answers, counted."""
    base: Base = app.extensions["surveyapp"]
    with base.database.transaction() as session:
        field = make_field(session, now=clock.moment)
        for value in ("5", "2"):
            posted = {"polite": [value], "on_time": [value]}
            answer(session, field, posted, opened_at=clock.moment, now=clock.moment)
    refresh_results(base)
    return field


@pytest.fixture
def values(app: Flask, field: Field) -> dict[str, Any]:
    """Something real for every variable part of an address."""
    base: Base = app.extensions["surveyapp"]
    with base.database.reading() as session:
        round_ = session.merge(field.round, load=False)
        link = list_links(session, round_=round_, keys=base.settings.link_key_ring)[0]
    kiosk = make_kiosk(base, field)
    return {
        "code": field.round.code,
        "unit": field.units[0].code,
        "link": link.text,
        "digits": link.code,
        "order": order_card(base, field),
        "authority": "tinh",
        "kiosk": kiosk,
        "unit_id": field.units[0].id,
        "form": 1,
        "name": "desk.000000000000.css",
        "username": "viewer",
        "label": "khong-co",
        "prefix": "svy_khong-co",
    }


def order_card(base: Base, field: Field) -> str:
    """Cards of the round, ordered and not yet made; the label of the order."""
    with base.database.transaction() as session:
        return order_prints(
            session,
            round_=session.get_one(Round, field.round.id),
            choice=PrintChoice(("card",)),
            label="0123abcd",
            keys=base.settings.link_key_ring,
            public_url="http://localhost",
            now=base.clock(),
        ).label


def make_kiosk(base: Base, field: Field) -> str:
    """A tablet at the counter of the round; the text that opens it."""
    with base.database.transaction() as session:
        kiosk = create_kiosk(
            session,
            round_=session.get_one(Round, field.round.id),
            counter_id=field.counter.id,
            name="Máy 1",
            offers="full",
            idle_seconds=60,
            pin="204816",
            now=base.clock(),
        )
        return sign_kiosk(kiosk.id, keys=base.settings.link_key_ring)


def paths(app: Flask, values: dict[str, Any], *, method: str) -> list[tuple[str, Rule, Access]]:
    """An address for every route that takes the method."""
    found = []
    for rule, access in rules_of(app):
        if method not in (rule.methods or ()):
            continue
        filled = dict(values)
        if "version" in rule.arguments:
            filled |= {"code": "small", "version": "1"}
        missing = rule.arguments - filled.keys()
        assert not missing, f"give the walk a value for {missing} of {rule.rule}"
        adapter = app.url_map.bind("localhost")
        path = adapter.build(rule.endpoint, {key: filled[key] for key in rule.arguments}, method)
        found.append((path, rule, access))
    return found


def row_counts(base: Base) -> dict[str, int]:
    """Rows by table; how often something was asked for is counted also where it only reads."""
    with base.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Models.metadata.sorted_tables
            if table.name != "rate_count"
        }


def test_no_public_url_vanishes_and_new_ones_are_listed(app: Flask) -> None:
    """QR codes are printed: an address that people hold in their hands is for ever."""
    public = {rule.rule for rule, access in rules_of(app) if access.kind == "public"}
    assert public == set(URLS.read_text(encoding="utf-8").split())


def test_every_page_opens_and_no_get_writes(
    app: Flask, field: Field, values: dict[str, Any]
) -> None:
    base: Base = app.extensions["surveyapp"]
    user = make_desk_user(app, authority_id=field.round.authority_id, role="administrator")
    make_desk_user(app, authority_id=field.round.authority_id, role="viewer")
    client = sign_in(app.test_client(), user)
    shown = bearer(make_key(app, authority_id=field.round.authority_id))
    before = row_counts(base)
    for path, _rule, access in paths(app, values, method="GET"):
        response = client.get(path, headers=shown if access.kind == "api_key" else {})
        assert response.status_code in (200, 302), f"{path} answered {response.status_code}"
    assert row_counts(base) == before


def test_a_stranger_is_sent_to_the_login(app: Flask, values: dict[str, Any]) -> None:
    client: PageClient = app.test_client()
    for method in ("GET", "POST"):
        for path, _rule, access in paths(app, values, method=method):
            if access.kind != "public":
                response = client.open(path, method=method)
                shown = response.status_code in (302, 401) or "password" in response.text
                assert shown, f"{method} {path} answered {response.status_code} to a stranger"


@pytest.mark.parametrize("role", ["viewer", "survey_manager"])
def test_a_role_opens_its_own_pages_only(
    app: Flask, field: Field, values: dict[str, Any], role: str
) -> None:
    for name in {role, "viewer"}:
        make_desk_user(app, authority_id=field.round.authority_id, role=name)
    client = sign_in(app.test_client(), role.replace("_", "-"))
    for method in ("GET", "POST"):
        for path, rule, access in paths(app, values, method=method):
            allowed = access.kind != "role" or (ROLES.index(role) >= ROLES.index(access.minimum))
            if method == "POST" and allowed:
                continue
            response = client.open(path, method=method)
            refused = response.status_code == 403
            assert refused is not allowed, f"{method} {rule.rule}: {response.status_code} to {role}"


def test_an_unsafe_request_without_a_token_changes_nothing(
    app: Flask, field: Field, values: dict[str, Any]
) -> None:
    """P23: a stale form comes back with a status that is no success."""
    base: Base = app.extensions["surveyapp"]
    user = make_desk_user(app, authority_id=field.round.authority_id, role="administrator")
    make_desk_user(app, authority_id=field.round.authority_id, role="viewer")
    client = sign_in(app.test_client(), user)
    before = row_counts(base)
    for path, rule, _access in paths(app, values, method="POST"):
        if rule.endpoint == "accounts.login":
            continue
        response = client.post(path)
        assert response.status_code >= 300, f"{path} answered {response.status_code}"
    assert row_counts(base) == before


def test_another_authority_sees_nothing(app: Flask, field: Field, values: dict[str, Any]) -> None:
    """P24: every query is scoped by the authority."""
    base: Base = app.extensions["surveyapp"]
    elsewhere = programme(code="rieng", authority={"code": "tinh-khac", "name": "Tỉnh khác"})
    with base.database.transaction() as session:
        other = make_field(session, now=base.clock(), definition=elsewhere)
    user = make_desk_user(app, authority_id=other.round.authority_id, role="administrator")
    client = sign_in(app.test_client(), user)
    for path, rule, access in paths(app, values, method="GET"):
        if access.kind != "public" and rule.arguments:
            response = client.get(path)
            assert response.status_code == 404, f"{path} answered {response.status_code}"
