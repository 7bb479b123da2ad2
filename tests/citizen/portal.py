"""A portal of the province with keys, beside the counter of `tests.citizen.conftest`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from surveyapp.platform.sessions import Base
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.rounds.links import LinkTarget, read_link
from tests.citizen.conftest import Counter
from tests.field import programme, questionnaire
from tests.keys import bearer, make_key

LINKS = "/api/v1/dossier-links"


def portal_forms() -> tuple[QuestionnaireDefinition, QuestionnaireDefinition]:
    """The form of the counter, and one for the portal in two languages."""
    portal = questionnaire(code="portal_form", number="02/TT", reached="portal")
    return questionnaire(), portal


def portal_programme(**changes: Any) -> Any:
    """The small programme with both forms."""
    return programme(questionnaires=["counter_form", "portal_form"], **changes)


def target_of(counter: Counter, path: str) -> LinkTarget:
    """What a link names."""
    base: Base = counter.app.extensions["surveyapp"]
    text = path.removeprefix("/q/").partition("?")[0]
    return read_link(text, keys=base.settings.link_key_ring)


@dataclass
class Portal:
    """Software that asks for links with a key."""

    counter: Counter
    key: str

    @classmethod
    def of(cls, counter: Counter, *, unit: str | None = None) -> Portal:
        """A portal with a key for a unit, or for all."""
        authority_id = counter.field.round.authority_id
        return cls(counter, make_key(counter.app, authority_id=authority_id, unit=unit))

    def post(self, body: Any, **options: Any) -> TestResponse:
        """Send JSON with the key; letters beyond ASCII go as escapes."""
        given = {"data": json.dumps(body), "content_type": "application/json"} | options
        headers = bearer(self.key) | given.pop("headers", {})
        return self.counter.client.post(LINKS, headers=headers, **given)

    def get(self, path: str) -> TestResponse:
        """Read with the key."""
        return self.counter.client.get(path, headers=bearer(self.key))

    def rows(self, *dossiers: Any, **more: Any) -> Sequence[Any]:
        """The answers to some dossiers."""
        response = self.post({"dossiers": list(dossiers)} | more)
        assert response.status_code == 200, response.text
        found: Sequence[Any] = response.get_json()["dossiers"]
        return found

    def link(self, reference: str, **more: Any) -> str:
        """The path of the form of one dossier of the first unit."""
        (row,) = self.rows({"reference": reference, "unit": "snv"} | more)
        assert "url" in row, row
        return str(row["url"]).removeprefix("http://localhost")

    def link_in(self, code: str, reference: str) -> str:
        """The same in a round that is named."""
        (row,) = self.rows({"reference": reference, "unit": "snv"}, round=code)
        return str(row["url"]).removeprefix("http://localhost")

    def error(self, **dossier: Any) -> Any:
        """Why a dossier gets no link."""
        (row,) = self.rows({"reference": "H55-1", "unit": "snv"} | dossier)
        return row["error"]
