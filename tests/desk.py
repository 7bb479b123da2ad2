"""People of the desk for tests: made in the database, signed in through the login page."""

from __future__ import annotations

from flask import Flask

from surveyapp.accounts.services import create_user
from surveyapp.platform.sessions import Base
from tests.pages import PageClient, hidden_fields

PASSWORD = "một mật khẩu đủ dài 2026"


def make_desk_user(app: Flask, *, authority_id: int, role: str, username: str = "") -> str:
    """Make a user with `PASSWORD`; returns the username."""
    base: Base = app.extensions["surveyapp"]
    username = username or role.replace("_", "-")
    with base.database.transaction() as session:
        create_user(
            session,
            authority_id=authority_id,
            username=username,
            name="Nguyễn Thị Thử",
            role=role,
            password=PASSWORD,
            now=base.clock(),
        )
    return username


def sign_in(client: PageClient, username: str) -> PageClient:
    """Sign the client in through the page."""
    page = client.page("/login")
    form = page.find(".//form")
    assert form is not None
    sent = hidden_fields(form) | {"username": username, "password": PASSWORD}
    response = client.post("/login", data=sent)
    assert response.status_code in (302, 303), response.text
    return client
