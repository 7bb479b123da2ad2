"""docs/api.md and openapi.json say what the API does: examples are run, answers are validated."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from surveyapp.citizen.portal.reading import _OTHER, _WORDS
from surveyapp.platform.api_errors import WORDS
from surveyapp.platform.sessions import Base
from surveyapp.units.models import Field, UnitField
from tests.citizen.conftest import Counter
from tests.citizen.portal import Portal, portal_forms, portal_programme
from tests.json_schema import faults_of

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
SITE = "https://khaosat.tinh.example"
PORTAL = Path(__file__).parents[2] / "surveyapp" / "citizen" / "portal"


@pytest.fixture
def portal(make_counter: Callable[..., Counter], monkeypatch: pytest.MonkeyPatch) -> Portal:
    """A portal of a site with a real name; one unit handles a field."""
    counter = make_counter(definition=portal_programme(), forms=portal_forms())
    base: Base = counter.app.extensions["surveyapp"]
    unit = counter.field.units[0]
    with base.database.transaction() as session:
        field = Field(authority_id=unit.authority_id, code="ho_tich", name="Hộ tịch")
        session.add(field)
        session.flush()
        session.add(UnitField(unit_id=unit.id, field_id=field.id))
    monkeypatch.setitem(base.settings.__dict__, "public_url", SITE)
    return Portal.of(counter)


def examples() -> Iterator[tuple[str, Any]]:
    """Every command of the document with the answer that stands below it."""
    blocks = re.findall(r"^```(sh|json)\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    for (kind, text), (next_kind, answer) in pairwise(blocks):
        if kind == "sh":
            assert next_kind == "json"
            yield text, json.loads(answer)


def run(portal: Portal, command: str) -> TestResponse:
    """Do what curl would do."""
    filled = command.replace("$KEY", portal.key).replace("$SITE", SITE)
    program, *words = shlex.split(filled)
    assert program == "curl"
    headers: dict[str, str] = {}
    data, address = None, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = words.pop(0)
        else:
            address = word
    method = "GET" if data is None else "POST"
    path = address.removeprefix(SITE)
    return portal.counter.client.open(path, method=method, headers=headers, data=data)


def test_the_examples_of_the_document_give_the_answers_it_shows(portal: Portal) -> None:
    found = list(examples())
    assert len(found) == 2
    for command, shown in found:
        text = run(portal, command).get_data(as_text=True)
        text = text.replace(portal.counter.field.round.code, "dot-2026")
        assert json.loads(re.sub(r"/q/[a-z2-7]+", "/q/…", text)) == shown


def test_the_error_of_the_document_is_the_one_that_comes(portal: Portal) -> None:
    shown = next(line for line in DOCS.splitlines() if line.startswith('{"error"'))
    assert portal.counter.client.get("/api/v1/rounds").get_json() == json.loads(shown)


def test_every_code_is_in_the_document_and_no_other() -> None:
    """Codes of rows and requests stand in the code as the first word of a refusal."""
    raised = r"(?:NotFound|NotAllowed|WrongState|BadValue|Invalid)\(\s*\"([a-z-]+)\""
    written = {
        code for path in PORTAL.glob("*.py") for code in re.findall(raised, path.read_text())
    }
    written |= {code for code, _ in (*_WORDS.values(), _OTHER)}
    written |= {"key-missing", "key-unknown", "key-revoked"}
    general = {WORDS[status][0] for status in (404, 405, 413, 415, 429, 500, 503)}
    table = DOCS.partition("| Status | Codes")[2].partition("## Security")[0]
    told = {code for row in table.splitlines() for code in codes_of(row)}
    assert told == written | general


def codes_of(row: str) -> list[str]:
    """The codes in the second cell of a row."""
    cells = row.split("|")
    return re.findall(r"`([a-z-]+)`", cells[2]) if len(cells) > 3 else []


def test_answers_are_what_the_description_for_programs_says(portal: Portal) -> None:
    client = portal.counter.client
    description = client.get("/api/v1/openapi.json").get_json()
    rows = [
        {"reference": "H55-1", "unit": "snv"},
        {"reference": "H55-2", "unit": "snv", "field": "ho_tich", "language": "km"},
        {"reference": 3},
        None,
    ]
    answers = {
        ("/api/v1/dossier-links", "post", "200"): portal.post({"dossiers": rows}),
        ("/api/v1/dossier-links", "post", "422"): portal.post({"dossiers": 1}),
        ("/api/v1/dossier-links", "post", "404"): portal.post({"dossiers": [], "round": "x"}),
        ("/api/v1/rounds", "get", "200"): portal.get("/api/v1/rounds"),
        ("/api/v1/rounds", "get", "401"): client.get("/api/v1/rounds"),
    }
    for (path, method, status), response in answers.items():
        told = description["paths"][path][method]["responses"][status]
        assert str(response.status_code) == status
        schema = told["content"]["application/json"]["schema"]
        assert list(faults_of(response.get_json(), schema, description)) == []


def test_requests_that_the_description_refuses_are_refused(portal: Portal) -> None:
    description = portal.counter.client.get("/api/v1/openapi.json").get_json()
    operation = description["paths"]["/api/v1/dossier-links"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    good = {"dossiers": [{"reference": "H55-1", "unit": "snv"}]}
    assert list(faults_of(good, schema, description)) == []
    assert portal.post(good).status_code == 200
    for bad in ({}, [], {"dossiers": {}}, good | {"round": 1}, good | {"lang": "vi"}):
        assert list(faults_of(bad, schema, description))
        assert portal.post(bad).status_code == 422
    for row in ({}, {"reference": 1}, {"reference": "1", "language": "fr"}, {"ref": "1"}, "1"):
        assert list(faults_of({"dossiers": [row]}, schema, description))
        assert portal.rows(row)[0]["error"]["status"] == 422


def test_the_description_names_every_address_that_takes_a_key(portal: Portal) -> None:
    description = portal.counter.client.get("/api/v1/openapi.json").get_json()
    rules = portal.counter.app.url_map.iter_rules()
    paths = {rule.rule for rule in rules if rule.rule.startswith("/api/")}
    assert paths == {*description["paths"], "/api/v1/openapi.json"}
