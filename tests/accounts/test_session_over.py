"""When a session is over: nobody gets in, and nothing that was typed is lost (P23)."""

from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.platform.database import Database
from tests.accounts.test_sign_in import form_of
from tests.desk import PASSWORD, make_desk_user, sign_in
from tests.factories import make_authority
from tests.fixtures.web import SetClock
from tests.pages import PageClient, parse


@pytest.fixture
def authority_id(database: Database) -> int:
    """An authority with nothing else."""
    with database.transaction() as session:
        return make_authority(session).id


def test_a_session_ends_after_its_hours(
    app: Flask, client: PageClient, authority_id: int, clock: SetClock
) -> None:
    sign_in(client, make_desk_user(app, authority_id=authority_id, role="viewer"))
    clock.advance(hours=11)
    assert client.get("/rounds").status_code == 200
    clock.advance(hours=1)
    assert client.get("/rounds").status_code == 302


@pytest.fixture
def over(app: Flask, client: PageClient, authority_id: int, clock: SetClock) -> str:
    """A form filled in, whose session is over when it is sent; returns the login page."""
    name = make_desk_user(app, authority_id=authority_id, role="administrator")
    sign_in(client, name)
    sent = form_of(client.page("/users/new"), "/users/new")
    clock.advance(hours=13)
    sent |= {"name": "Đỗ Thị Ngát", "username": "ngat", "role": "survey_manager"}
    response = client.post("/users/new", data=sent)
    assert response.status_code == 401
    return response.text


def test_what_was_typed_survives_the_end_of_the_session(client: PageClient, over: str) -> None:
    """P23: log in again, and the same form comes back filled in; nothing was lost or done."""
    assert "Phiên làm việc đã hết" in over
    sent = form_of(parse(over), "/login")
    sent |= {"username": "administrator", "password": PASSWORD}
    back = parse(client.post("/login", data=sent).text)
    again = client.post("/users/new", data=form_of(back, "/users/new"))
    assert again.status_code == 400
    page = parse(again.text)
    inputs = {f.get("name"): f.get("value") for f in page.iter("input") if f.get("type") != "radio"}
    assert (inputs["name"], inputs["username"]) == ("Đỗ Thị Ngát", "ngat")
    checked = [f.get("value") for f in page.iter("input") if f.get("checked") is not None]
    assert checked == ["survey_manager"]
    final = form_of(page, "/users/new") | {"name": "Đỗ Thị Ngát", "username": "ngat"}
    assert client.post("/users/new", data=final | {"role": "viewer"}).status_code == 200
    assert "Đỗ Thị Ngát" in client.get("/users").text


def test_a_wrong_password_after_the_end_still_keeps_what_was_typed(
    client: PageClient, over: str
) -> None:
    """P23."""
    sent = form_of(parse(over), "/login") | {"username": "administrator", "password": "sai rồi"}
    again = client.post("/login", data=sent)
    assert again.status_code == 400
    assert form_of(parse(again.text), "/login")["kept:name"] == "Đỗ Thị Ngát"
