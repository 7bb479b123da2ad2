"""What the API answers to those who should not ask, and to what no program should send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from surveyapp.accounts.api_keys.queries import get_api_key
from surveyapp.accounts.api_keys.services import revoke_api_key
from surveyapp.app import create_app
from surveyapp.platform.access import declared
from surveyapp.platform.sessions import Base
from surveyapp.platform.settings import Settings
from tests.citizen.conftest import Counter
from tests.citizen.portal import LINKS, Portal, portal_forms, portal_programme
from tests.desk import make_desk_user, sign_in
from tests.field import Field, make_field
from tests.fixtures.web import SetClock
from tests.keys import bearer, make_key

ROUNDS = "/api/v1/rounds"


@pytest.fixture
def portal(make_counter: Callable[..., Counter]) -> Portal:
    """A portal with a key for every unit of an open round."""
    return Portal.of(make_counter(definition=portal_programme(), forms=portal_forms()))


def refusal(response: TestResponse, status: int) -> str:
    """The code of a refusal, which has the form that the documents tell of."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    assert "Set-Cookie" not in response.headers
    body = response.get_json()
    assert list(body) == ["error"]
    assert set(body["error"]) == {"code", "message", "field"}
    assert body["error"]["message"].endswith(".")
    assert body["error"]["code"].replace("-", "").isalpha()
    return str(body["error"]["code"])


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "key-missing"),
        ("", "key-missing"),
        ("Bearer", "key-missing"),
        ("Bearer  ", "key-missing"),
        ("Basic c3Z5OnN2eQ==", "key-missing"),
        ("Bearer svy_0123456789_" + "a" * 43, "key-unknown"),
        ("Bearer ' OR '1'='1", "key-unknown"),
        ("Bearer " + "a" * 20_000, "key-unknown"),
        ("Bearer kh\u00f3a", "key-unknown"),
    ],
)
def test_without_a_good_key_nothing_is_told(portal: Portal, header: str | None, code: str) -> None:
    headers = {} if header is None else {"Authorization": header}
    client = portal.counter.client
    for response in (client.get(ROUNDS, headers=headers), client.post(LINKS, headers=headers)):
        assert refusal(response, 401) == code
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert portal.counter.field.round.code not in response.text


def test_a_revoked_key_opens_nothing_and_its_links_stay_good(portal: Portal) -> None:
    path = portal.link("H55-1")
    base: Base = portal.counter.app.extensions["surveyapp"]
    authority_id = portal.counter.field.round.authority_id
    with base.database.transaction() as session:
        key = get_api_key(session, authority_id=authority_id, prefix=portal.key[:14])
        revoke_api_key(session, key=key, now=portal.counter.clock.moment)
    assert refusal(portal.get(ROUNDS), 401) == "key-revoked"
    assert portal.counter.client.get(path).status_code == 200


def api_rules(app: Flask) -> Iterator[tuple[str, str]]:
    """Method and address of every view that takes a key."""
    for rule in app.url_map.iter_rules():
        declaration = declared(app.view_functions[rule.endpoint])
        if declaration is not None and declaration.kind == "api_key":
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule


def test_no_cookie_opens_the_api_and_no_key_opens_the_desk(portal: Portal) -> None:
    """Over the whole URL map: a program shows a key, a person signs in, and neither is both."""
    app, authority_id = portal.counter.app, portal.counter.field.round.authority_id
    make_desk_user(app, authority_id=authority_id, role="administrator", username="nguoi")
    person = sign_in(app.test_client(), "nguoi")
    found = list(api_rules(app))
    assert {path for _, path in found} == {LINKS, ROUNDS}
    for method, path in found:
        assert refusal(person.open(path, method=method), 401) == "key-missing"
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert refusal(person.open(path, method=method, headers=cross), 401) == "key-missing"
        shown = portal.counter.client.open(path, method=method, headers=bearer(portal.key))
        assert shown.status_code != 401
    assert portal.get("/rounds").status_code == 302
    made = portal.counter.client.post("/api-keys/new", headers=bearer(portal.key))
    assert made.status_code == 401


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/api/v1/khong-co", "GET", 404, "not-found"),
        ("/api/", "GET", 404, "not-found"),
        ("/api/v2/rounds", "POST", 404, "not-found"),
        (LINKS, "GET", 405, "method-not-allowed"),
        (ROUNDS, "DELETE", 405, "method-not-allowed"),
    ],
)
def test_wrong_addresses_are_told_in_json(
    portal: Portal, path: str, method: str, status: int, code: str
) -> None:
    response = portal.counter.client.open(path, method=method, headers=bearer(portal.key))
    assert refusal(response, status) == code


def send(portal: Portal, data: bytes | str, kind: str = "application/json") -> TestResponse:
    """Send a body as it is."""
    headers = bearer(portal.key)
    return portal.counter.client.post(LINKS, data=data, content_type=kind, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"dossiers=1",
        b'{"dossiers": [] ',
        "{“dossiers”: []}".encode(),
        b'{"dossiers": []}\xff',
        '{"dossiers": []}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"dossiers": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_refused(portal: Portal, body: bytes) -> None:
    assert refusal(send(portal, body), 400) == "bad-json"


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "nonsense"]
)
def test_a_body_that_is_not_called_json_is_refused(portal: Portal, kind: str) -> None:
    assert refusal(send(portal, '{"dossiers": []}', kind), 415) == "not-json"


def test_a_huge_body_is_refused(portal: Portal, settings: Settings) -> None:
    body = json.dumps({"dossiers": [], "round": "a" * settings.max_request_bytes})
    assert refusal(send(portal, body), 413) == "body-too-large"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (None, "wrong-type", ""),
        (7, "wrong-type", ""),
        ("dossiers", "wrong-type", ""),
        ([{"reference": "H55-1", "unit": "snv"}], "wrong-type", ""),
        ({}, "missing", "dossiers"),
        ({"dossiers": {}}, "wrong-type", "dossiers"),
        ({"dossiers": "H55-1"}, "wrong-type", "dossiers"),
        ({"dossiers": [], "round": 1}, "wrong-type", "round"),
        ({"dossiers": [], "rounds": "x"}, "unknown-name", "rounds"),
        ({"dossiers": [], "a\x00" * 50: "x"}, "unknown-name", "a" * 40),
        ({"dossiers": [{}] * 501}, "too-many-dossiers", "dossiers"),
    ],
)
def test_json_of_another_shape_is_refused(portal: Portal, body: Any, code: str, field: str) -> None:
    response = portal.post(body)
    assert refusal(response, 422) == code
    assert response.get_json()["error"]["field"] == field


def test_none_and_500_dossiers_are_taken(portal: Portal) -> None:
    assert portal.rows() == []
    rows = portal.rows(*({"reference": f"{n}", "unit": "snv"} for n in range(500)))
    assert len({row["url"] for row in rows}) == 500


def test_nothing_that_is_sent_becomes_a_page_or_a_header(portal: Portal) -> None:
    rows = portal.rows(
        {"reference": "<script>alert(1)</script>", "unit": "snv"},
        {"reference": "'; DROP TABLE response; --", "unit": "snv"},
        {"reference": "😀" * 200, "unit": "snv"},
    )
    assert all("url" in row for row in rows)
    assert all(portal.counter.client.get(row["url"]).status_code == 200 for row in rows)
    assert "script" not in str([row["url"] for row in rows])


def test_p6_the_api_never_tells_whether_a_dossier_has_answered(portal: Portal) -> None:
    before = portal.rows({"reference": "H55-1", "unit": "snv"}, {"reference": "H55-2"})
    assert portal.counter.send(path=portal.link("H55-1")).status_code == 200
    assert portal.rows({"reference": "H55-1", "unit": "snv"}, {"reference": "H55-2"}) == before
    assert len(portal.counter.stored()) == 1


@pytest.fixture
def strict(settings: Settings, clock: SetClock) -> Iterator[tuple[Flask, Field]]:
    """An application that lets a key ask three times a minute."""
    app = create_app(settings.model_copy(update={"api_limit": "3 per minute"}), clock=clock)
    base: Base = app.extensions["surveyapp"]
    with base.database.transaction() as session:
        field = make_field(
            session, now=clock.moment, definition=portal_programme(), forms=portal_forms()
        )
    yield app, field
    base.database.dispose()


def test_a_key_that_asks_too_often_waits_and_another_does_not(
    strict: tuple[Flask, Field], clock: SetClock
) -> None:
    app, field = strict
    one, two = (make_key(app, authority_id=field.round.authority_id) for _ in range(2))
    client = app.test_client()
    answers = [client.get(ROUNDS, headers=bearer(one)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert refusal(answers[-1], 429) == "too-many-requests"
    assert client.get(ROUNDS, headers=bearer(two)).status_code == 200
    clock.advance(minutes=1)
    assert client.get(ROUNDS, headers=bearer(one)).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("mật khẩu của cơ sở dữ liệu"), 500, "internal"),
        (OperationalError("SELECT mật khẩu", None, Exception()), 503, "busy"),
    ],
)
def test_a_failure_inside_is_told_in_json_without_its_words(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    portal.counter.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("surveyapp.citizen.routes.portal.describe_open_rounds", fail)
    response = portal.get(ROUNDS)
    assert refusal(response, status) == code
    assert "mật khẩu" not in response.text
