"""What a view reaches of the application: settings, clock, database and the request's session.

The session of a request opens when it is first asked for. A GET can only read; any other request
writes, and is committed once, after success (status below 400), else rolled back.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from surveyapp.platform.clock import Clock
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Base:
    """The parts that live as long as the application."""

    settings: Settings
    database: Database
    clock: Clock


def base() -> Base:
    """All of them at once, for work outside a request."""
    return cast(Base, current_app.extensions["surveyapp"])


def settings() -> Settings:
    """The settings of the running application."""
    return base().settings


def database() -> Database:
    """The database of the running application."""
    return base().database


def now() -> datetime:
    """The present moment by the application's clock, aware, in UTC."""
    return base().clock()


def db_session() -> Session:
    """The session of this request; it can write in an unsafe request with a good form token."""
    if "db_session" not in g:
        writes = request.method not in SAFE_METHODS and not g.get("form_stale", False)
        stack = ExitStack()
        if writes:
            stack.enter_context(database().queue_for_writing())
        g.db_session = stack.enter_context(database().open_session(writes=writes))
        g.db_writes = writes
        g.db_stack = stack
    return cast(Session, g.db_session)


def install_sessions(app: Flask) -> None:
    """Commit or roll back after the view, close at the end."""
    app.after_request(_finish)
    app.teardown_request(_close)


def _finish(response: Response) -> Response:
    """One commit, before anything of the answer leaves; then the queue moves on."""
    if "db_session" in g:
        session = cast(Session, g.db_session)
        if g.db_writes and response.status_code < 400:
            session.commit()
        else:
            session.rollback()
        _close(None)
    return response


def _close(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("db_stack", None)
    g.pop("db_session", None)
    if stack:
        stack.close()
