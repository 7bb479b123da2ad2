"""Users, passwords and sessions."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, Type
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, services
from surveyapp.accounts.models import LoginSession, Role, User
from surveyapp.accounts.passwords import generate_password, verify_password
from surveyapp.platform import access
from surveyapp.platform.database import Database
from surveyapp.platform.errors import Conflict, Invalid, NotFound, WrongState
from tests.factories import make_authority

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
PASSWORD = "con mèo trèo cây cau"


def make_user(session: Session, **values: str) -> User:
    """A manager of a new authority unless told otherwise."""
    known = {"username": "an.nguyen", "name": "Nguyễn Văn An", "role": "survey_manager"}
    known |= {"password": PASSWORD} | values
    authority = make_authority(session)
    return services.create_user(session, authority_id=authority.id, now=NOW, **known)


def test_roles_of_users_and_of_access_are_the_same() -> None:
    assert set(access.ROLES) == {role.value for role in Role}


def test_a_user_is_known_by_name_and_password(session: Session) -> None:
    user = make_user(session, username="An.Nguyen ")
    found = services.authenticate(session, username="AN.NGUYEN", password=PASSWORD)
    assert found is user
    assert PASSWORD not in user.password_hash


def test_a_password_typed_with_decomposed_letters_is_the_same(session: Session) -> None:
    """P18: two keyboards spell ế in two ways."""
    make_user(session, password="tiếng Việt 2026")
    decomposed = "tie\u0302\u0301ng Vie\u0323\u0302t 2026"
    assert services.authenticate(session, username="an.nguyen", password=decomposed)


@pytest.mark.parametrize("username", ["nobody", "", "an.nguyen'--"])
def test_an_unknown_name_is_refused(session: Session, username: str) -> None:
    make_user(session)
    assert services.authenticate(session, username=username, password=PASSWORD) is None


def test_a_locked_user_is_refused(session: Session) -> None:
    user = make_user(session)
    services.set_active(session, user=user, active=False, now=NOW)
    assert services.authenticate(session, username="an.nguyen", password=PASSWORD) is None


@pytest.mark.parametrize("stored", [None, "not a hash"])
def test_a_missing_or_broken_hash_is_never_right(stored: str | None) -> None:
    assert not verify_password("nobody", stored)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "an"),
        ("username", "An Nguyễn"),
        ("name", "  "),
        ("name", "A" * 201),
        ("role", "king"),
        ("password", "ngắn"),
        ("password", "a" * 201),
        ("password", "an.nguyen.2026"),
    ],
)
def test_a_faulty_user_is_refused_with_the_field(session: Session, field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_user(session, **{field: value})
    assert caught.value.field == field
    assert session.scalar(select(User.id)) is None


def test_a_name_in_use_is_a_conflict_and_the_session_goes_on(session: Session) -> None:
    make_user(session)
    with pytest.raises(Conflict) as caught:
        make_user(session)
    assert caught.value.code == "username-taken"
    assert make_user(session, username="an.nguyen.2").id


def test_real_hashes_cost_what_the_standard_asks(cheap_passwords: PasswordHasher) -> None:
    """RFC 9106, second recommended option."""
    assert (cheap_passwords.memory_cost, cheap_passwords.time_cost) == (65536, 3)
    assert cheap_passwords.type is Type.ID


def test_generated_passwords_are_long_and_never_the_same() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 23 for password in made)


def test_only_the_hash_of_a_token_is_kept(session: Session) -> None:
    user = make_user(session)
    token = services.start_login_session(session, user=user, device="Firefox", hours=1, now=NOW)
    entry = session.scalars(select(LoginSession)).one()
    assert len(token) > 40
    kept = {str(getattr(entry, column.name)) for column in LoginSession.__table__.columns}
    assert token not in kept
    assert entry.label not in entry.token_hash


def test_a_session_holds_until_it_expires(session: Session) -> None:
    user = make_user(session)
    token = services.start_login_session(session, user=user, device="", hours=2, now=NOW)
    hashed = services.token_hash(token)
    before = NOW + timedelta(hours=2, seconds=-1)
    assert queries.find_live_session(session, token_hash=hashed, now=before)
    after = NOW + timedelta(hours=2)
    assert not queries.find_live_session(session, token_hash=hashed, now=after)
    assert not queries.list_live_sessions(session, user_id=user.id, now=after)


def test_locking_a_user_ends_every_session(session: Session) -> None:
    user = make_user(session)
    for _ in range(2):
        services.start_login_session(session, user=user, device="", hours=2, now=NOW)
    services.set_active(session, user=user, active=False, now=NOW)
    assert not queries.list_live_sessions(session, user_id=user.id, now=NOW)


def test_the_last_administrator_cannot_be_locked(session: Session) -> None:
    user = make_user(session, role="administrator")
    with pytest.raises(WrongState):
        services.set_active(session, user=user, active=False, now=NOW)
    assert user.active


def test_a_new_password_ends_the_other_sessions_only(session: Session) -> None:
    user = make_user(session)
    kept, other = (
        services.start_login_session(session, user=user, device="", hours=2, now=NOW)
        for _ in range(2)
    )
    services.change_password(
        session, user=user, current=PASSWORD, password="mật khẩu mới 1", keep_token=kept, now=NOW
    )
    live = queries.list_live_sessions(session, user_id=user.id, now=NOW)
    assert [entry.token_hash for entry in live] == [services.token_hash(kept)]
    assert services.token_hash(other) != live[0].token_hash
    assert services.authenticate(session, username="an.nguyen", password="mật khẩu mới 1")


def test_a_wrong_present_password_changes_nothing(session: Session) -> None:
    user = make_user(session)
    with pytest.raises(Invalid) as caught:
        services.change_password(
            session, user=user, current="sai", password="mật khẩu mới 1", keep_token="", now=NOW
        )
    assert caught.value.field == "current"
    assert services.authenticate(session, username="an.nguyen", password=PASSWORD)


def test_nobody_ends_the_session_of_another(session: Session) -> None:
    """P24."""
    mine, other = make_user(session), make_user(session, username="khac")
    services.start_login_session(session, user=other, device="", hours=2, now=NOW)
    label = queries.list_live_sessions(session, user_id=other.id, now=NOW)[0].label
    with pytest.raises(NotFound):
        services.end_login_session(session, user_id=mine.id, label=label, now=NOW)
    assert queries.list_live_sessions(session, user_id=other.id, now=NOW)


def test_users_and_audit_stay_within_their_authority(session: Session) -> None:
    """P24."""
    mine, other = make_user(session), make_user(session, username="khac")
    services.record_audit(
        session, authority_id=other.authority_id, user_id=other.id, action="login", now=NOW
    )
    assert queries.list_users(session, authority_id=mine.authority_id) == [mine]
    assert not queries.list_audit_events(session, authority_id=mine.authority_id, limit=10)
    assert queries.count_audit_events(session, authority_id=mine.authority_id) == 0
    with pytest.raises(NotFound):
        queries.get_user(session, authority_id=mine.authority_id, username="khac")


def test_ten_logins_at_once_make_ten_sessions(database: Database) -> None:
    with database.transaction() as session:
        user_id = make_user(session).id
    tokens: list[str] = []

    def log_in() -> None:
        with database.transaction() as session:
            user = queries.get_user_by_id(session, user_id=user_id)
            tokens.append(
                services.start_login_session(session, user=user, device="", hours=2, now=NOW)
            )

    threads = [threading.Thread(target=log_in) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        live = queries.list_live_sessions(session, user_id=user_id, now=NOW)
    assert {entry.token_hash for entry in live} == {services.token_hash(t) for t in tokens}
    assert len(live) == 10


def test_one_name_made_twice_at_once_is_made_once(database: Database) -> None:
    with database.transaction() as session:
        authority_id = make_authority(session).id
    outcomes: list[str] = []

    def make() -> None:
        try:
            with database.transaction() as session:
                services.create_user(
                    session,
                    authority_id=authority_id,
                    username="cung-ten",
                    name="Một người",
                    role="viewer",
                    password=PASSWORD,
                    now=NOW,
                )
            outcomes.append("made")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=make) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 4 + ["made"]
