"""API keys: made at the desk, shown once, told apart, revoked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.api_keys import queries, services
from surveyapp.accounts.models import ApiKey, AuditEvent, User
from surveyapp.platform.database import Database
from surveyapp.platform.errors import Invalid, NotFound, NotKnown
from tests.desk import make_desk_user, sign_in
from tests.factories import MOMENT, make_authority, make_unit
from tests.fixtures.web import SetClock
from tests.pages import PageClient, hidden_fields, text_of
from tests.statements import noted_statements

KEY = re.compile(r"<code>(svy_[0-9a-f]{10}_[A-Za-z0-9_-]{43})</code>")


def make_owner(session: Session) -> User:
    """A person of a new authority."""
    user = User(
        authority_id=make_authority(session).id,
        username=f"chu-khoa-{session.query(User).count()}",
        name="Trần Văn Khóa",
        password_hash="",
        role="administrator",
        created_at=MOMENT,
    )
    session.add(user)
    session.flush()
    return user


def make(session: Session, owner: User, **values: str | None) -> services.MadeKey:
    """A key of the owner's authority."""
    known = {"name": "Cổng dịch vụ công", "unit_code": None} | values
    return services.create_api_key(
        session, authority_id=owner.authority_id, created_by=owner.id, now=MOMENT, **known
    )  # type: ignore[arg-type]


def test_a_key_is_recognised_and_only_its_hash_is_kept(session: Session) -> None:
    owner = make_owner(session)
    made = make(session, owner)
    kept = {str(getattr(made.key, column.name)) for column in ApiKey.__table__.columns}
    assert made.text not in kept
    assert made.text[-43:] not in "".join(kept)
    assert made.key.key_hash == hashlib.sha256(made.text.encode()).hexdigest()
    assert made.text.startswith(made.key.prefix + "_")
    caller = services.recognise_key(session, text=made.text)
    assert (caller.authority_id, caller.unit_id) == (owner.authority_id, None)
    assert caller.may_name("bat-ky")


def test_p24_a_key_of_a_unit_may_name_that_unit_only(session: Session) -> None:
    owner = make_owner(session)
    unit = make_unit(session, authority=session.merge(owner).authority)
    made = make(session, owner, unit_code=unit.code)
    caller = services.recognise_key(session, text=made.text)
    assert caller.unit_id == unit.id
    assert caller.may_name(unit.code)
    assert not caller.may_name("don-vi-khac")


def test_p24_a_key_cannot_be_made_for_a_unit_of_another_authority(session: Session) -> None:
    unit = make_unit(session, authority=make_authority(session))
    with pytest.raises(NotFound):
        make(session, make_owner(session), unit_code=unit.code)


@pytest.mark.parametrize("name", ["", "  \u200b ", "d" * 201])
def test_a_key_needs_a_name(session: Session, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        make(session, make_owner(session), name=name)
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "a",
        lambda text: text.upper(),
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text + "\x00",
        lambda _text: "",
        lambda _text: "' OR 1=1 --",
        lambda text: hashlib.sha256(text.encode()).hexdigest(),
    ],
)
def test_a_text_that_is_not_the_whole_key_opens_nothing(
    session: Session, change: Callable[[str], str]
) -> None:
    made = make(session, make_owner(session))
    with pytest.raises(NotKnown) as caught:
        services.recognise_key(session, text=change(made.text))
    assert caught.value.code == "key-unknown"


def test_the_look_up_compares_hashes_and_not_the_key(session: Session) -> None:
    """How long a look-up takes tells nothing: no part of the key is in the database."""
    made = make(session, make_owner(session))
    assert queries.find_api_key(session, key_hash=made.text) is None
    assert queries.find_api_key(session, key_hash=made.key.key_hash) is made.key


def test_a_revoked_key_is_refused_and_keeps_the_time(session: Session) -> None:
    made = make(session, make_owner(session))
    services.revoke_api_key(session, key=made.key, now=MOMENT)
    services.revoke_api_key(session, key=made.key, now=MOMENT.replace(year=2027))
    assert made.key.revoked_at == MOMENT
    with pytest.raises(NotKnown) as caught:
        services.recognise_key(session, text=made.text)
    assert caught.value.code == "key-revoked"


@pytest.fixture
def authority_id(database: Database) -> int:
    """An authority with one unit."""
    with database.transaction() as session:
        authority = make_authority(session)
        make_unit(session, authority=authority, code="stp", name="Sở Tư pháp")
        return authority.id


@pytest.fixture
def administrator(app: Flask, authority_id: int) -> PageClient:
    """An administrator, signed in."""
    name = make_desk_user(app, authority_id=authority_id, role="administrator")
    return sign_in(app.test_client(), name)


def send(client: PageClient, **fields: str) -> tuple[int, str]:
    """Fill the page that makes a key."""
    page = client.page("/api-keys/new")
    form = next(f for f in page.iter("form") if f.get("action") == "/api-keys/new")
    known = {"name": "Phần mềm một cửa", "unit": "stp"}
    response = client.post("/api-keys/new", data=hidden_fields(form) | known | fields)
    return response.status_code, response.text


def test_a_key_is_made_at_the_desk_and_shown_once(
    administrator: PageClient, database: Database
) -> None:
    status, text = send(administrator)
    found = KEY.search(text)
    assert status == 200
    assert found
    listed = administrator.get("/api-keys").text
    assert found[1] not in listed
    assert found[1][:14] in listed
    with database.reading() as session:
        caller = services.recognise_key(session, text=found[1])
        assert caller.unit_code == "stp"
        deed = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert deed is not None
    assert (deed.action, deed.subject, deed.detail) == (
        "api_key.create",
        found[1][:14],
        {"unit": "stp"},
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Xin điền mục này"),
        ({"name": "d" * 201}, "Không được dài quá"),
        ({"unit": ""}, "Xin điền mục này"),
        ({"unit": "sở lạ"}, "Xin chọn một trong các phương án"),
    ],
)
def test_a_faulty_key_comes_back_with_the_fault(
    administrator: PageClient, fields: dict[str, str], words: str
) -> None:
    status, text = send(administrator, **fields)
    assert status == 400
    assert words in text
    assert "error-summary" in text


def test_a_key_for_all_units_is_revoked_at_the_desk(
    administrator: PageClient, database: Database
) -> None:
    text = KEY.search(send(administrator, unit="*")[1])
    assert text
    action = f"/api-keys/{text[1][:14]}/revoke"
    page = administrator.page("/api-keys")
    form = next(f for f in page.iter("form") if f.get("action") == action)
    assert administrator.post(action, data=hidden_fields(form)).status_code == 302
    page = administrator.page("/api-keys")
    assert "đã thu hồi" in text_of(page)
    assert action not in {f.get("action") for f in page.iter("form")}
    with database.reading() as session, pytest.raises(NotKnown):
        services.recognise_key(session, text=text[1])


def test_p23_a_stale_button_revokes_nothing(administrator: PageClient, database: Database) -> None:
    text = KEY.search(send(administrator)[1])
    assert text
    response = administrator.post(f"/api-keys/{text[1][:14]}/revoke", data={"csrf_token": "cũ"})
    assert response.status_code == 400
    with database.reading() as session:
        assert services.recognise_key(session, text=text[1])


def test_p24_keys_of_another_authority_do_not_exist(
    app: Flask, administrator: PageClient, database: Database
) -> None:
    with database.transaction() as session:
        prefix = make(session, make_owner(session)).key.prefix
    page = administrator.page("/api-keys")
    assert prefix not in text_of(page)
    token = hidden_fields(next(f for f in page.iter("form")))
    assert administrator.post(f"/api-keys/{prefix}/revoke", data=token).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "survey_manager"])
def test_only_administrators_see_keys(app: Flask, authority_id: int, role: str) -> None:
    name = make_desk_user(app, authority_id=authority_id, role=role)
    client = sign_in(app.test_client(), name)
    assert client.get("/api-keys").status_code == 403
    assert client.post("/api-keys/new").status_code == 403


def test_the_list_of_keys_asks_as_much_for_one_as_for_many(
    app: Flask, administrator: PageClient, database: Database, clock: SetClock
) -> None:
    send(administrator)
    with noted_statements(app) as before:
        administrator.page("/api-keys")
    for _ in range(5):
        send(administrator)
    with noted_statements(app) as after:
        administrator.page("/api-keys")
    assert len(after) == len(before) <= 3
