"""Reads of users, their sessions and the audit trail, each within one authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.accounts.models import AuditEvent, LoginSession, Role, User
from surveyapp.platform.errors import NotFound


def find_user_by_name(session: Session, *, username: str) -> User | None:
    """The user with this name; names are unique over all authorities."""
    return session.scalar(select(User).where(User.username == username))


def get_user(session: Session, *, authority_id: int, username: str) -> User:
    """The user of an authority with this name. Raises NotFound."""
    user = session.scalar(
        select(User).where(User.authority_id == authority_id, User.username == username)
    )
    if user is None:
        raise NotFound("user", "Không có người dùng này.", field="username")
    return user


def get_user_by_id(session: Session, *, user_id: int) -> User:
    """The user with this id. Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("user", "Không có người dùng này.")
    return user


def list_users(session: Session, *, authority_id: int) -> Sequence[User]:
    """The users of an authority, active ones first, by name."""
    return session.scalars(
        select(User)
        .where(User.authority_id == authority_id)
        .order_by(User.active.desc(), User.username)
    ).all()


def list_all_users(session: Session) -> Sequence[User]:
    """The users of every authority, for the operator of the machine."""
    return session.scalars(
        select(User).options(joinedload(User.authority)).order_by(User.username)
    ).all()


def count_active_administrators(session: Session, *, authority_id: int) -> int:
    """How many administrators of an authority can sign in."""
    query = select(func.count()).where(
        User.authority_id == authority_id, User.role == Role.ADMINISTRATOR, User.active
    )
    return session.scalar(query) or 0


def find_live_session(session: Session, *, token_hash: str, now: datetime) -> LoginSession | None:
    """The session of this token that still holds, with its active user and the authority."""
    return session.scalar(
        select(LoginSession)
        .join(LoginSession.user)
        .where(
            LoginSession.token_hash == token_hash,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            User.active,
        )
        .options(joinedload(LoginSession.user).joinedload(User.authority))
    )


def list_live_sessions(session: Session, *, user_id: int, now: datetime) -> Sequence[LoginSession]:
    """The sessions of a user that still hold, the newest first."""
    return session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
        )
        .order_by(LoginSession.created_at.desc(), LoginSession.label)
    ).all()


def find_live_session_by_label(
    session: Session, *, user_id: int, label: str, now: datetime
) -> LoginSession | None:
    """A user's own session by the label that the session list shows."""
    live = list_live_sessions(session, user_id=user_id, now=now)
    return next((entry for entry in live if entry.label == label), None)


def list_audit_events(
    session: Session, *, authority_id: int, limit: int, offset: int = 0
) -> Sequence[AuditEvent]:
    """Deeds at the desk of an authority, the latest first, with who did them."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.authority_id == authority_id)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_audit_events(session: Session, *, authority_id: int) -> int:
    """How many deeds the audit trail of an authority holds."""
    query = select(func.count()).where(AuditEvent.authority_id == authority_id)
    return session.scalar(query) or 0
