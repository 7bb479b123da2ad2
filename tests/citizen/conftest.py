"""A round that is open, a link printed on a counter card, and a citizen with a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.platform.database import Database
from surveyapp.platform.sessions import Base
from surveyapp.responses.models import Response
from surveyapp.rounds.links import LinkTarget, sign_link
from surveyapp.rounds.models import Round
from tests.field import Field, make_field
from tests.fixtures.web import SetClock
from tests.pages import PageClient, hidden_fields, parse

#: Answers that the small form of `tests.field` accepts.
GOOD = {"polite": "5", "on_time": "no_opinion", "late": "no", "suggestion": "Rất tốt"}
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"

Answers = Mapping[str, str | Sequence[str]]


@dataclass
class Counter:
    """A counter of an open round with its printed link."""

    app: Flask
    client: PageClient
    field: Field
    clock: SetClock

    @property
    def database(self) -> Database:
        """The database of the application."""
        base: Base = self.app.extensions["surveyapp"]
        return base.database

    @property
    def unchecked(self) -> FlaskClient:
        """A client that takes answers without a page: HEAD, gzip."""
        return FlaskClient(self.app, self.app.response_class)

    def link(self, *, unit: int = 0, counter: bool = True, form: int = 1, **names: int) -> str:
        """The text of a link; `names` replaces what it names."""
        base: Base = self.app.extensions["surveyapp"]
        target = {
            "round_id": self.field.round.id,
            "unit_id": self.field.units[unit].id,
            "counter_id": self.field.counter.id if counter else 0,
            "form": form,
        }
        return sign_link(LinkTarget(**(target | names)), keys=base.settings.link_key_ring)

    def path(self, **names: Any) -> str:
        """The path of the form."""
        return f"/q/{self.link(**names)}"

    def open(self, path: str = "") -> dict[str, str]:
        """GET the form; returns its hidden fields."""
        form = self.client.page(path or self.path()).find(".//form")
        assert form is not None
        return hidden_fields(form)

    def send(
        self, answers: Answers = GOOD, *, hidden: Mapping[str, str] | None = None, path: str = ""
    ) -> TestResponse:
        """POST the form, after a fresh GET unless `hidden` is given."""
        path = path or self.path()
        sent = {**answers, **(self.open(path) if hidden is None else hidden)}
        return self.client.post(path, data=sent, headers={"User-Agent": PHONE})

    def stored(self) -> list[Response]:
        """Every response of the round."""
        with self.database.reading() as session:
            found = select(Response).where(Response.round_id == self.field.round.id)
            return list(session.scalars(found.order_by(Response.submission_id)))

    def change_round(self, **values: datetime | bool) -> None:
        """Change the round as the desk would, a while ago: nothing remembers the old dates."""
        with self.database.transaction() as session:
            round_ = session.get(Round, self.field.round.id)
            for name, value in values.items():
                setattr(round_, name, value)
        self.clock.advance(minutes=1)


@pytest.fixture
def make_counter(app: Flask, client: PageClient, clock: SetClock) -> Callable[..., Counter]:
    """Opens a round and puts its card on a counter; takes what `make_field` takes."""

    def make(**settings: Any) -> Counter:
        base: Base = app.extensions["surveyapp"]
        with base.database.transaction() as session:
            field = make_field(session, now=clock.moment, **settings)
        clock.advance(hours=1)
        return Counter(app, client, field, clock)

    return make


@pytest.fixture
def counter(make_counter: Callable[..., Counter]) -> Counter:
    """A counter of an ordinary round."""
    return make_counter()


def receipt_on(page: TestResponse) -> str:
    """The receipt code that a page shows, empty where it shows none."""
    for element in parse(page.text).iter("p"):
        if element.get("class") == "receipt":
            return "".join(element.find("b").itertext()).strip()  # type: ignore[union-attr]
    return ""
