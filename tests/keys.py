"""API keys for tests."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from surveyapp.accounts.api_keys.services import create_api_key
from surveyapp.accounts.models import User
from surveyapp.platform.sessions import Base
from tests.desk import make_desk_user


def make_key(app: Flask, *, authority_id: int, unit: str | None = None) -> str:
    """Make a key for a unit, or for all; returns its text."""
    base: Base = app.extensions["surveyapp"]
    with base.database.reading() as session:
        user_id = session.scalar(select(User.id).where(User.authority_id == authority_id))
    if user_id is None:
        name = f"quan-tri-{authority_id}"
        make_desk_user(app, authority_id=authority_id, role="administrator", username=name)
    with base.database.transaction() as session:
        owner = session.scalars(select(User.id).where(User.authority_id == authority_id)).first()
        assert owner is not None
        made = create_api_key(
            session,
            authority_id=authority_id,
            name="Cổng dịch vụ công",
            unit_code=unit,
            created_by=owner,
            now=base.clock(),
        )
    return made.text


def bearer(text: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {text}"}
