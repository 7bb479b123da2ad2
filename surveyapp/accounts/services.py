"""What can be done with users, their sessions and the audit trail."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.accounts import queries
from surveyapp.accounts.models import AuditEvent, LoginSession, Role, User
from surveyapp.accounts.passwords import hash_password, verify_password
from surveyapp.platform.errors import Conflict, Invalid, NotFound, WrongState
from surveyapp.platform.vietnamese import nfc

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
_TOKEN_BYTES = 32


def create_user(
    session: Session,
    *,
    authority_id: int,
    username: str,
    name: str,
    role: str,
    password: str,
    now: datetime,
) -> User:
    """Make a user of an authority. Raises Invalid, or Conflict for a name in use."""
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Invalid(
            "bad-username",
            "Tên đăng nhập gồm 3 đến 64 chữ thường không dấu, chữ số, dấu . _ hoặc -.",
            field="username",
        )
    user = User(
        authority_id=authority_id,
        username=username,
        name=_checked_name(name),
        role=_checked_role(role),
        password_hash=hash_password(password, username=username),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        message = f"Tên đăng nhập “{username}” đã có người dùng."
        raise Conflict("username-taken", message, field="username") from None
    return user


def _checked_name(name: str) -> str:
    text = nfc(name).strip()
    if not 1 <= len(text) <= 200:
        raise Invalid("bad-name", "Hãy ghi họ và tên, tối đa 200 ký tự.", field="name")
    return text


def _checked_role(role: str) -> str:
    try:
        return Role(role).value
    except ValueError:
        raise Invalid("bad-role", "Xin chọn một vai trò đã cho.", field="role") from None


def authenticate(session: Session, *, username: str, password: str) -> User | None:
    """The active user with this name and password; the same work is done for an unknown name."""
    user = queries.find_user_by_name(session, username=username.strip().lower())
    usable = user is not None and user.active
    right = verify_password(password, user.password_hash if user and usable else None)
    return user if right else None


def change_password(
    session: Session, *, user: User, current: str, password: str, keep_token: str, now: datetime
) -> None:
    """Change one's own password; every other session ends. Raises Invalid."""
    if not verify_password(current, user.password_hash):
        raise Invalid("wrong-password", "Mật khẩu hiện tại chưa đúng.", field="current")
    user.password_hash = hash_password(password, username=user.username)
    end_sessions(session, user_id=user.id, except_token=keep_token, now=now)
    session.flush()


def reset_password(session: Session, *, user: User, password: str, now: datetime) -> None:
    """Give a user a new password and end all their sessions. Raises Invalid."""
    user.password_hash = hash_password(password, username=user.username)
    end_sessions(session, user_id=user.id, now=now)
    session.flush()


def set_active(session: Session, *, user: User, active: bool, now: datetime) -> None:
    """Lock or unlock a user. The last administrator cannot be locked (WrongState)."""
    if not active and user.active and user.role == Role.ADMINISTRATOR:
        count = queries.count_active_administrators(session, authority_id=user.authority_id)
        if count <= 1:
            raise WrongState("last-administrator", "Phải còn ít nhất một người quản trị.")
    user.active = active
    if not active:
        end_sessions(session, user_id=user.id, now=now)
    session.flush()


def start_login_session(
    session: Session,
    *,
    user: User,
    device: str,
    hours: int,
    now: datetime,
    make_token: Callable[[int], str] = secrets.token_urlsafe,
) -> str:
    """Sign a browser in. Returns the token for its cookie; only the hash is kept."""
    token = make_token(_TOKEN_BYTES)
    hashed = token_hash(token)
    session.add(
        LoginSession(
            token_hash=hashed,
            user_id=user.id,
            # Taken from a second hash: it names the session in a list and opens nothing.
            label=hashlib.sha256(hashed.encode()).hexdigest()[:10],
            device=device[:100],
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    session.flush()
    return token


def token_hash(token: str) -> str:
    """What the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def end_login_session(session: Session, *, user_id: int, label: str, now: datetime) -> None:
    """End one of a user's own sessions. Raises NotFound."""
    entry = queries.find_live_session_by_label(session, user_id=user_id, label=label, now=now)
    if entry is None:
        raise NotFound("session", "Phiên này đã kết thúc hoặc không phải của anh/chị.")
    entry.ended_at = now
    session.flush()


def end_sessions(session: Session, *, user_id: int, now: datetime, except_token: str = "") -> int:
    """End every session of a user but the one of a token. Returns how many ended."""
    ended = session.execute(
        update(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.token_hash != token_hash(except_token),
        )
        .values(ended_at=now)
        .returning(LoginSession.token_hash)
    )
    return len(ended.all())


def record_audit(
    session: Session,
    *,
    authority_id: int | None,
    user_id: int | None,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Add one deed to the audit trail. `action` is a code of `surveyapp.accounts.actions`."""
    session.add(
        AuditEvent(
            at=now,
            authority_id=authority_id,
            user_id=user_id,
            action=action,
            subject=subject[:200],
            detail=detail or {},
        )
    )
    session.flush()


def record_failed_login(session: Session, *, username: str, now: datetime) -> None:
    """Record a refused login. An unknown name is not kept: people type passwords there."""
    user = queries.find_user_by_name(session, username=username.strip().lower())
    record_audit(
        session,
        authority_id=user.authority_id if user else None,
        user_id=user.id if user else None,
        action="login.failed",
        now=now,
    )
