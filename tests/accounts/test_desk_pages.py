"""Users, sessions, passwords and the audit trail at the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from tests.desk import PASSWORD, make_desk_user, sign_in
from tests.factories import make_authority
from tests.fixtures.web import SetClock
from tests.pages import PageClient, hidden_fields, parse, text_of
from tests.statements import noted_statements


@pytest.fixture
def authority_id(database: Database) -> int:
    """An authority with nothing else."""
    with database.transaction() as session:
        return make_authority(session).id


@pytest.fixture
def administrator(app: Flask, authority_id: int) -> PageClient:
    """An administrator, signed in."""
    name = make_desk_user(app, authority_id=authority_id, role="administrator")
    return sign_in(app.test_client(), name)


def form_of(page: Element, action: str) -> dict[str, str]:
    """Hidden fields of the form with this action."""
    return hidden_fields(next(form for form in page.iter("form") if form.get("action") == action))


def make_user(client: PageClient, username: str = "ha.tran", **fields: str) -> str:
    """Make a user on the page; returns the answer."""
    sent = form_of(client.page("/users/new"), "/users/new")
    sent |= {"username": username, "name": "Trần Thị Hà", "role": "viewer"} | fields
    return client.post("/users/new", data=sent).text


def shown_password(text: str) -> str:
    """The password that a page shows once."""
    match = re.search(r"<code>([a-z0-9-]{23})</code>", text)
    assert match
    return match[1]


def test_a_new_user_signs_in_with_the_password_shown_once(
    app: Flask, administrator: PageClient
) -> None:
    password = shown_password(make_user(administrator))
    assert password not in administrator.get("/users").text
    client: PageClient = app.test_client()
    sent = form_of(client.page("/login"), "/login")
    sent |= {"username": "ha.tran", "password": password}
    assert client.post("/login", data=sent).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "Hà Trần"}, "Tên đăng nhập gồm"),
        ({"name": ""}, "Xin điền mục này"),
        ({"role": "king"}, "Xin chọn một trong các phương án"),
        ({"username": "administrator"}, "đã có người dùng"),
    ],
)
def test_a_faulty_user_comes_back_with_the_fault(
    administrator: PageClient, fields: dict[str, str], words: str
) -> None:
    text = make_user(administrator, **fields)
    assert words in text
    assert "error-summary" in text


def test_a_locked_user_is_out_at_once_and_in_again_later(
    app: Flask, administrator: PageClient, authority_id: int
) -> None:
    name = make_desk_user(app, authority_id=authority_id, role="viewer")
    viewer = sign_in(app.test_client(), name)
    token = form_of(administrator.page("/users"), f"/users/{name}/lock")
    assert administrator.post(f"/users/{name}/lock", data=token).status_code == 302
    assert viewer.get("/rounds").status_code == 302
    token = form_of(administrator.page("/users"), f"/users/{name}/unlock")
    assert administrator.post(f"/users/{name}/unlock", data=token).status_code == 302
    sign_in(viewer, name)
    assert viewer.get("/rounds").status_code == 200


def test_the_last_administrator_stays(administrator: PageClient) -> None:
    token = form_of(administrator.page("/users"), "/logout")
    response = administrator.post("/users/administrator/lock", data=token)
    assert response.status_code == 409
    assert "ít nhất một người quản trị" in response.text


def test_users_of_another_authority_do_not_exist(
    app: Flask, administrator: PageClient, database: Database
) -> None:
    """P24."""
    with database.transaction() as session:
        other_id = make_authority(session).id
    name = make_desk_user(app, authority_id=other_id, role="viewer", username="nguoi-la")
    page = administrator.page("/users")
    assert name not in text_of(page)
    token = form_of(page, "/logout")
    for deed in ("lock", "unlock", "password"):
        assert administrator.post(f"/users/{name}/{deed}", data=token).status_code == 404


def test_a_reset_password_replaces_the_old_one(
    app: Flask, administrator: PageClient, authority_id: int
) -> None:
    name = make_desk_user(app, authority_id=authority_id, role="viewer")
    viewer = sign_in(app.test_client(), name)
    token = form_of(administrator.page("/users"), f"/users/{name}/password")
    shown_password(administrator.post(f"/users/{name}/password", data=token).text)
    assert viewer.get("/rounds").status_code == 302


def test_one_ends_a_session_elsewhere(app: Flask, administrator: PageClient) -> None:
    other = sign_in(app.test_client(), "administrator")
    page = administrator.page("/sessions")
    action = next(f.get("action", "") for f in page.iter("form") if "/end" in f.get("action", ""))
    assert administrator.post(action, data=form_of(page, action)).status_code == 302
    assert other.get("/sessions").status_code == 302
    assert administrator.get("/sessions").status_code == 200
    assert administrator.post(action, data=form_of(page, action)).status_code == 404


def test_a_stale_button_ends_nothing(app: Flask, administrator: PageClient) -> None:
    """P23."""
    other = sign_in(app.test_client(), "administrator")
    page = administrator.page("/sessions")
    action = next(f.get("action", "") for f in page.iter("form") if "/end" in f.get("action", ""))
    response = administrator.post(action, data={"csrf_token": "cũ"})
    assert response.status_code == 400
    assert "mở đã lâu" in response.text
    assert other.get("/sessions").status_code == 200


def test_one_changes_ones_password_and_stays_in(app: Flask, administrator: PageClient) -> None:
    other = sign_in(app.test_client(), "administrator")
    token = form_of(administrator.page("/password"), "/password")
    sent = token | {"current": "sai rồi", "password": "mật khẩu mới 1"}
    response = administrator.post("/password", data=sent)
    assert response.status_code == 400
    assert "Mật khẩu hiện tại chưa đúng." in response.text
    sent = token | {"current": PASSWORD, "password": "mật khẩu mới 1"}
    assert administrator.post("/password", data=sent).status_code == 302
    assert "Đã đổi mật khẩu" in administrator.get("/sessions").text
    assert other.get("/rounds").status_code == 302


def test_a_short_password_is_refused_beside_its_field(administrator: PageClient) -> None:
    sent = form_of(administrator.page("/password"), "/password")
    response = administrator.post("/password", data=sent | {"current": PASSWORD, "password": "a"})
    assert response.status_code == 400
    assert "Cần từ 10 đến 200 ký tự." in text_of(parse(response.text))


def test_the_audit_trail_tells_who_did_what(administrator: PageClient) -> None:
    make_user(administrator)
    rows = [text_of(row) for row in list(administrator.page("/audit").iter("tr"))[1:]]
    assert rows[0] == "10:00 15/06/2026 Nguyễn Thị Thử administrator Tạo người dùng ha.tran"
    assert "Đăng nhập" in rows[1]


def test_a_long_trail_comes_in_pages_with_as_many_statements(
    app: Flask, administrator: PageClient, authority_id: int, database: Database, clock: SetClock
) -> None:
    with noted_statements(app) as before:
        administrator.page("/audit")
    with database.transaction() as session:
        for number in range(120):
            session.add(
                AuditEvent(
                    at=clock.moment - timedelta(minutes=number),
                    authority_id=authority_id,
                    action="round.create",
                    subject=f"dot-{number}",
                    detail={},
                )
            )
    with noted_statements(app) as after:
        first = administrator.page("/audit")
    assert len(after) == len(before) <= 4
    assert "Dòng 1–50 trong 121" in text_of(first)
    last = administrator.page("/audit?page=3")
    assert "Dòng 101–121 trong 121" in text_of(last)
    assert len(list(last.iter("tr"))) == 22
    for page in ("99", "-1", "abc"):
        assert administrator.get(f"/audit?page={page}").status_code == 200


def test_the_list_of_users_asks_as_much_for_one_as_for_many(
    app: Flask, administrator: PageClient, authority_id: int
) -> None:
    with noted_statements(app) as before:
        administrator.page("/users")
    for number in range(10):
        make_desk_user(app, authority_id=authority_id, role="viewer", username=f"nguoi-{number}")
    with noted_statements(app) as after:
        administrator.page("/users")
    assert len(after) == len(before) <= 3
