"""What a request that hands in a form tells beside the answers."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from surveyapp.citizen.form_view import Posted
from surveyapp.citizen.page_fields import SECONDS
from surveyapp.citizen.signals import AddressCounts, Handed, signals_of
from surveyapp.citizen.tokens import PageToken
from surveyapp.platform.sessions import now, settings
from surveyapp.rounds.way_in import WayIn


def told_seconds() -> int | None:
    """How long the person took, as the page of this request says; at most a day and a bit."""
    text = request.form.get(SECONDS, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def noticed(way_in: WayIn, token: PageToken, posted: Posted) -> frozenset[str]:
    """The signals of the form of this request; `posted` holds its answers only.

    In an anonymous round nothing is noticed, not even counted in memory (P5).
    """
    if way_in.anonymous:
        return frozenset()
    handed = Handed(
        fields=request.form,
        answered=sum(
            "." not in name and any(map(str.strip, texts)) for name, texts in posted.items()
        ),
        opened_at=token.opened_at,
        seconds=told_seconds(),
        address=request.remote_addr,
        now=now(),
    )
    return signals_of(handed, addresses=_addresses())


def _addresses() -> AddressCounts:
    """What this process counted of its addresses."""
    known = current_app.extensions.get("surveyapp.address_counts")
    if known is None:
        known = current_app.extensions["surveyapp.address_counts"] = AddressCounts(settings())
    return cast(AddressCounts, known)
