"""Access is declared by every view, and who declares nothing is refused."""

from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.app import create_app
from surveyapp.platform import access
from surveyapp.platform.settings import Settings
from tests.fixtures.web import SetClock


def bare() -> str:
    """A view that forgot its declaration."""
    return "open"


def test_a_view_without_a_declaration_stops_a_test(app: Flask) -> None:
    app.add_url_rule("/bare", "bare", bare)
    with pytest.raises(RuntimeError, match="declares no access"):
        app.test_client().get("/bare")


def test_a_view_without_a_declaration_is_refused_in_production(
    settings: Settings, clock: SetClock
) -> None:
    production = Settings(
        **(settings.model_dump() | {"environment": "production", "public_url": "https://x.vn"})
    )
    app = create_app(production, clock=clock)
    app.add_url_rule("/bare", "bare", bare)
    assert app.test_client().get("/bare").status_code == 403
    app.extensions["surveyapp"].database.dispose()


@pytest.mark.parametrize(
    ("role", "minimum", "may"),
    [
        ("viewer", "viewer", True),
        ("viewer", "survey_manager", False),
        ("survey_manager", "viewer", True),
        ("survey_manager", "administrator", False),
        ("administrator", "administrator", True),
        ("nobody", "viewer", False),
    ],
)
def test_a_role_may_what_lower_ones_may(role: str, minimum: str, may: bool) -> None:
    assert access.may(role, minimum) is may


def test_an_unknown_role_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="unknown role"):
        access.role("king")
