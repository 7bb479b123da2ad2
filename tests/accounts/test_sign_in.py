"""Signing in: the page, the limits, the cookie, and what happens when a session is over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.accounts.login import device_name, safe_target
from surveyapp.accounts.models import AuditEvent, LoginSession
from surveyapp.app import create_app
from surveyapp.platform.database import Database
from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.platform.settings import Settings
from tests.desk import PASSWORD, make_desk_user, sign_in
from tests.factories import make_authority
from tests.fixtures.web import SetClock
from tests.pages import PageClient, hidden_fields, parse, text_of


@pytest.fixture
def authority_id(database: Database) -> int:
    """An authority with nothing else."""
    with database.transaction() as session:
        return make_authority(session).id


@pytest.fixture
def user(app: Flask, authority_id: int) -> str:
    """A manager who has not signed in."""
    return make_desk_user(app, authority_id=authority_id, role="survey_manager")


def form_of(page: Element, action: str = "") -> dict[str, str]:
    """Hidden fields of the form with this action, or of the last one."""
    forms = [form for form in page.iter("form") if not action or form.get("action") == action]
    return hidden_fields(forms[-1])


def attempt(client: PageClient, username: str, password: str = PASSWORD, **fields: str) -> Any:
    """Fill in the login page and send it."""
    sent = form_of(client.page("/login")) | {"username": username, "password": password} | fields
    return client.post("/login", data=sent)


def test_the_right_password_opens_the_desk(client: PageClient, user: str) -> None:
    assert attempt(client, user).location == "/rounds"
    assert client.get("/").location == "/rounds"
    assert "Nguyễn Thị Thử" in client.get("/rounds").text


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("", ""), (None, "sai bét")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    client: PageClient, user: str, name: str | None, password: str
) -> None:
    response = attempt(client, user if name is None else name, password)
    assert response.status_code == 400
    page = parse(response.text)
    if name != "":
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in text_of(page)
    assert PASSWORD not in response.text
    assert client.get("/rounds").status_code == 302


def test_the_name_stays_in_the_form_and_the_password_does_not(
    client: PageClient, user: str
) -> None:
    page = parse(attempt(client, user, "sai rồi nhé").text)
    inputs = {field.get("name"): field.get("value") for field in page.iter("input")}
    assert inputs["username"] == user
    assert not inputs["password"]


def test_a_reader_returns_to_the_page_asked_for(client: PageClient, user: str) -> None:
    login = client.get("/audit?page=2").location
    page = client.page(login)
    sent = form_of(page) | {"username": user, "password": PASSWORD}
    assert client.post("/login", data=sent).location == "/audit?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/x\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "rounds",
    ],
)
def test_a_login_link_leads_nowhere_else(client: PageClient, user: str, target: str) -> None:
    assert safe_target(target) == ""
    assert attempt(client, user, next=target).location == "/rounds"


def test_attempts_with_one_name_are_limited(client: PageClient, user: str, clock: SetClock) -> None:
    """10 in 15 minutes; the right password does not help then, and time does."""
    for _ in range(10):
        assert attempt(client, user, "sai rồi nhé").status_code == 400
    response = attempt(client, user)
    assert response.status_code == 429
    assert "Xin đợi 15 phút" in response.text
    clock.advance(minutes=16)
    assert attempt(client, user).status_code == 302


def test_the_limit_holds_over_several_worker_processes(
    settings: Settings, clock: SetClock, user: str
) -> None:
    """Three applications on one database let through what one would."""
    apps = [create_app(settings, clock=clock) for _ in range(3)]
    clients = []
    for app in apps:
        app.test_client_class = PageClient
        clients.append(app.test_client())
    statuses = [attempt(clients[i % 3], user, "sai rồi nhé").status_code for i in range(13)]
    assert statuses == [400] * 10 + [429] * 3
    for app in apps:
        app.extensions["surveyapp"].database.dispose()


def test_a_success_starts_the_count_anew(client: PageClient, user: str) -> None:
    for _ in range(9):
        attempt(client, user, "sai rồi nhé")
    assert attempt(client, user).status_code == 302
    with client.session_transaction() as cookie:
        cookie.clear()
    assert attempt(client, user, "sai rồi nhé").status_code == 400


def test_no_address_is_stored(client: PageClient, user: str, database: Database) -> None:
    attempt(client, user, "sai rồi nhé")
    attempt(client, user)
    with database.reading() as session:
        keys = session.scalars(select(RateCount.key)).all()
        events = session.scalars(select(AuditEvent)).all()
        sessions = session.scalars(select(LoginSession)).all()
    assert keys
    stored = repr([keys, [vars(event) for event in events], [vars(s) for s in sessions]])
    assert "127.0.0.1" not in stored
    assert user not in "".join(keys)


def test_logins_and_refusals_stand_in_the_audit_trail(
    client: PageClient, user: str, database: Database
) -> None:
    attempt(client, user, "sai rồi nhé")
    attempt(client, "mat-khau-go-nham")
    attempt(client, user)
    with database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["login.failed", "login.failed", "login"]
    assert events[1].authority_id is None
    assert "mat-khau-go-nham" not in repr([vars(event) for event in events])


def test_the_cookie_is_new_after_signing_in(client: PageClient, user: str) -> None:
    client.page("/login")
    with client.session_transaction() as cookie:
        before = cookie["csrf_token"]
        cookie["left-behind"] = "yes"
    attempt(client, user)
    client.get("/sessions")
    with client.session_transaction() as cookie:
        assert "left-behind" not in cookie
        assert cookie["csrf_token"] != before


def test_a_forged_cookie_and_an_ended_session_open_nothing(
    app: Flask, client: PageClient, user: str
) -> None:
    sign_in(client, user)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "1"
    assert client.get("/rounds").status_code == 302


def test_a_second_tab_is_let_in_without_a_false_error(client: PageClient, user: str) -> None:
    """P8: two login pages were open; the second one's token is stale after the first login."""
    second = form_of(client.page("/login")) | {"username": user, "password": PASSWORD}
    sign_in(client, user)
    assert client.post("/login", data=second).location == "/rounds"
    assert client.get("/login").location == "/rounds"


def test_signing_out_ends_the_session_in_the_database(
    client: PageClient, user: str, database: Database
) -> None:
    sign_in(client, user)
    token = form_of(client.page("/rounds"), "/logout")
    assert client.post("/logout", data=token).location == "/login"
    assert client.get("/rounds").status_code == 302
    with database.reading() as session:
        assert session.scalars(select(LoginSession)).one().ended_at is not None


def test_a_page_of_another_site_sends_nothing(client: PageClient, user: str) -> None:
    sent = form_of(client.page("/login")) | {"username": user, "password": PASSWORD}
    response = client.post("/login", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert client.get("/rounds").status_code == 302


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/139.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "Trình duyệt khác"),
        ("", "Trình duyệt khác"),
    ],
)
def test_a_device_is_named_in_two_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_old_session_secrets_are_accepted_while_they_run_out(
    settings: Settings, user: str, database: Database
) -> None:
    clock = SetClock(datetime(2026, 6, 15, 3, 0, tzinfo=UTC))
    old = create_app(settings, clock=clock)
    old.test_client_class = PageClient
    browser = sign_in(old.test_client(), user)
    cookie = browser.get_cookie("surveyapp")
    assert cookie is not None
    changes = {"secret_key": "b" * 40, "secret_key_fallbacks": settings.secret_key}
    values = settings.model_dump() | changes
    new = create_app(Settings(**values), clock=clock)
    second = new.test_client()
    second.set_cookie("surveyapp", cookie.value)
    assert second.get("/rounds").status_code == 200
    for app in (old, new):
        app.extensions["surveyapp"].database.dispose()
