"""Reads of API keys."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surveyapp.accounts.models import ApiKey
from surveyapp.platform.errors import NotFound


def list_api_keys(session: Session, *, authority_id: int) -> Sequence[ApiKey]:
    """The keys of an authority, those in use first, then the newest, their units loaded."""
    return session.scalars(
        select(ApiKey)
        .where(ApiKey.authority_id == authority_id)
        .options(joinedload(ApiKey.unit))
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc(), ApiKey.id.desc())
    ).all()


def find_api_key(session: Session, *, key_hash: str) -> ApiKey | None:
    """The key with this SHA-256, revoked or not, its unit loaded."""
    return session.scalar(
        select(ApiKey).where(ApiKey.key_hash == key_hash).options(joinedload(ApiKey.unit))
    )


def find_api_key_by_prefix(session: Session, *, authority_id: int, prefix: str) -> ApiKey | None:
    """The key of an authority that begins so."""
    return session.scalar(
        select(ApiKey).where(ApiKey.authority_id == authority_id, ApiKey.prefix == prefix)
    )


def get_api_key(session: Session, *, authority_id: int, prefix: str) -> ApiKey:
    """The key of an authority that begins so. Raises NotFound."""
    found = find_api_key_by_prefix(session, authority_id=authority_id, prefix=prefix)
    if found is None:
        raise NotFound("api-key", "Không có khóa API này.", field="prefix")
    return found
