"""One commit per request, after success; errors become plain pages; stale forms lose nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort, render_template_string
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from wtforms.validators import InputRequired

from surveyapp.citizen.languages import words
from surveyapp.platform import access
from surveyapp.platform.constraints import constraint_name
from surveyapp.platform.database import Database
from surveyapp.platform.error_pages import WORDS
from surveyapp.platform.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from surveyapp.platform.forms import DeskForm, LineField
from surveyapp.platform.sessions import db_session
from surveyapp.units.models import Authority
from tests.pages import PageClient, hidden_fields, parse, text_of

PAGE = """<!doctype html><html lang="vi"><title>Thử</title><h1>Thử</h1>
{% from "components/form.html" import desk_form %}{% from "components/fields.html" import line %}
{% call desk_form(form, "/try", "Gửi") %}{{ line(form.name) }}{% endcall %}"""


class TryForm(DeskForm):
    """One line."""

    name = LineField("Tên", [InputRequired()])


@pytest.fixture
def add(app: Flask) -> Callable[[], None]:
    """A form at `/try` that adds an authority and then does what a test wants."""

    @access.public
    def view() -> tuple[str, int]:
        form = TryForm()
        if form.accepted():
            db_session().add(Authority(code=form.name.data or "", name=form.name.data or ""))
            if form.name.data == "fails":
                return render_template_string(PAGE, form=form), 409
            if form.name.data == "breaks":
                abort(500)
            return render_template_string(PAGE, form=form), 200
        return render_template_string(PAGE, form=form), 400 if form.is_submitted() else 200

    app.add_url_rule("/try", "try", view, methods=["GET", "POST"])
    return lambda: None


def codes(database: Database) -> list[str]:
    """Codes of all authorities."""
    with database.reading() as session:
        return list(session.scalars(select(Authority.code).order_by(Authority.code)))


def send(client: PageClient, **fields: str) -> int:
    """Send the form as it was fetched."""
    form = client.page("/try").find(".//form")
    assert form is not None
    return client.post("/try", data=hidden_fields(form) | fields).status_code


@pytest.mark.usefixtures("add")
def test_a_success_is_committed_once_and_a_failure_not_at_all(
    client: PageClient, database: Database
) -> None:
    assert send(client, name="good") == 200
    assert send(client, name="fails") == 409
    assert send(client, name="breaks") == 500
    assert codes(database) == ["good"]


def test_a_commit_that_fails_is_no_success(
    app: Flask, client: PageClient, database: Database
) -> None:
    """The page is made before the commit; it must not be shown when the commit fails."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def power_cut(_session: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    @access.public
    def view() -> str:
        TryForm()
        db_session().add(Authority(code="a", name="a"))
        event.listen(db_session(), "before_commit", power_cut)
        return "Đã ghi."

    app.add_url_rule("/cut", "cut", view, methods=["POST"])
    token = hidden_fields(client.page("/login").find(".//form"))  # type: ignore[arg-type]
    response = client.post("/cut", data=token)
    assert response.status_code == 500
    assert "Đã ghi." not in response.text
    assert codes(database) == []


@pytest.mark.usefixtures("add")
@pytest.mark.parametrize("token", ["", "stale", None])
def test_a_stale_token_writes_nothing_and_keeps_what_was_typed(
    client: PageClient, database: Database, token: str | None
) -> None:
    """P23."""
    sent = {"name": "Đặng Văn Ổn"} | ({} if token is None else {"csrf_token": token})
    client.page("/try")
    response = client.post("/try", data=sent)
    assert response.status_code == 400
    page = parse(response.text)
    assert "Nội dung đã nhập vẫn còn nguyên" in text_of(page)
    typed = {field.get("name"): field.get("value") for field in page.iter("input")}
    assert typed["name"] == "Đặng Văn Ổn"
    assert client.post("/try", data=typed).status_code == 200
    assert codes(database) == ["Đặng Văn Ổn"]


@pytest.mark.usefixtures("add")
def test_a_token_lives_as_long_as_the_session(client: PageClient, database: Database) -> None:
    """P23: a form left open over night is sent without a word."""
    form = client.page("/try").find(".//form")
    assert form is not None
    kept = hidden_fields(form)
    for _ in range(3):
        client.page("/try")
    assert client.post("/try", data=kept | {"name": "ok"}).status_code == 200


@pytest.mark.usefixtures("add")
def test_typed_words_are_stored_in_one_normal_form(client: PageClient, database: Database) -> None:
    """P18, and no control characters."""
    assert send(client, name=" Hu\u00ea\u0323\u0301\u200b\x07 ") == 200
    assert codes(database) == ["Hu\u1ec7\u0301"]


@pytest.mark.usefixtures("add")
def test_missing_fields_are_named_above_and_beside(client: PageClient) -> None:
    form = client.page("/try").find(".//form")
    assert form is not None
    page = parse(client.post("/try", data=hidden_fields(form)).text)
    links = [a.get("href") for a in page.iter("a")]
    assert "#name" in links
    assert "Xin điền mục này." in text_of(page)


def test_a_get_cannot_write(app: Flask, database: Database) -> None:
    @access.public
    def view() -> str:
        db_session().add(Authority(code="a", name="a"))
        db_session().flush()
        return ""

    app.add_url_rule("/sneaky", "sneaky", view)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/sneaky").status_code in (500, 503)
    assert codes(database) == []


@pytest.mark.parametrize("error", [NotFound, Invalid, Conflict, NotAllowed, WrongState])
def test_errors_of_services_become_pages(
    app: Flask, client: PageClient, error: type[NotFound]
) -> None:
    @access.public
    def view() -> str:
        raise error("some-code", "Câu giải thích.")

    app.add_url_rule("/failing", "failing", view)
    response = client.get("/failing")
    assert response.status_code == error.status
    assert "Câu giải thích." in response.text
    assert "some-code" not in response.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_status_has_a_plain_vietnamese_page(
    app: Flask, client: PageClient, status: int
) -> None:
    @access.public
    def view() -> str:
        abort(status)

    app.add_url_rule("/failing", "failing", view)
    page = client.page("/failing", status=status)
    assert text_of(page.find(".//h1")) == WORDS[status][0]


def test_the_words_of_the_database_never_reach_a_page(app: Flask, client: PageClient) -> None:
    """P6."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @access.public
    def view() -> str:
        db_session().execute(text("SELECT secret_column FROM missing_table"))
        return ""

    @access.public
    def down() -> str:
        raise OperationalError("SELECT secret_column", {}, Exception("missing_table"))

    app.add_url_rule("/broken", "broken", view)
    app.add_url_rule("/down", "down", down)
    for path, status in (("/broken", 500), ("/down", 503)):
        response = client.get(path)
        assert response.status_code in (status, 503)
        assert "secret_column" not in response.text
        assert "missing_table" not in response.text


def test_a_citizen_never_meets_the_header_of_the_desk(client: PageClient, app: Flask) -> None:
    @access.public
    def view() -> str:
        abort(413)

    app.add_url_rule("/large", "large", view)
    lost, large = client.get("/no-such-page"), client.get("/large")
    for page, status in ((lost, 404), (large, 413)):
        assert page.status_code == status
        assert words("vi").errors[f"{status}"] in page.text
        assert "citizen." in page.text
        assert "desk." not in page.text
        assert 'href="/tra-cuu?lang=vi"' in page.text


def test_an_error_at_the_desk_stays_at_the_desk(client: PageClient, app: Flask) -> None:
    @access.role("administrator")
    def view() -> str:
        abort(500)

    app.add_url_rule("/failing", "failing", view)
    app.before_request_funcs[None].clear()
    page = client.page("/failing", status=500)
    assert any("desk." in (e.get("href") or "") for e in page.iter("link"))


def test_too_large_a_request_is_refused_plainly(client: PageClient, app: Flask) -> None:
    size = app.config["MAX_CONTENT_LENGTH"] + 1
    assert client.post("/login", data={"username": "a" * size}).status_code == 413


def test_constraints_are_named_alike_on_both_databases(database: Database) -> None:
    """Style 6: the database is the last judge, and what it says maps to a code."""
    statements = {
        "uq_authority_code": "INSERT INTO authority (code, name) VALUES ('a', 'b')",
        "ck_user_account_username_lower": (
            "INSERT INTO user_account (authority_id, username, name, password_hash, role,"
            " active, created_at) SELECT id, 'AN', 'An', 'x', 'viewer', true,"
            " '2026-01-01 00:00:00' FROM authority"
        ),
    }
    with database.transaction() as session:
        session.add(Authority(code="a", name="a"))
    for name, statement in statements.items():
        with pytest.raises(IntegrityError) as caught, database.transaction() as session:
            session.execute(text(statement))
        assert constraint_name(caught.value) == name


def test_a_refusal_of_the_database_is_a_conflict_page(
    app: Flask, client: PageClient, database: Database
) -> None:
    @access.public
    def view() -> str:
        session = app.extensions["surveyapp"].database.open_session(writes=True)
        with session, session.begin():
            session.add_all([Authority(code="a", name="a"), Authority(code="a", name="b")])
        return ""

    app.add_url_rule("/twice", "twice", view)
    assert client.get("/twice").status_code == 409
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Authority)) == 0


def test_p5_a_failure_is_logged_without_the_address(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @access.public
    def view(link: str) -> str:
        raise RuntimeError(link)

    app.add_url_rule("/failing/<link>", "failing", view)
    assert client.get("/failing/aeaqcaibri7d").status_code == 500
    assert [record.getMessage() for record in caplog.records] == ["exception in failing [GET]"]
