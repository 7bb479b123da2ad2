"""A start with an unsafe or unreadable setting stops, names the variable and tells no secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from surveyapp.platform.errors import ConfigurationError
from surveyapp.platform.settings import Settings

LONG = "a-secret-of-the-tests-with-forty-letters"
GOOD: dict[str, Any] = {
    "environment": "production",
    "database_url": "postgresql://survey@db/survey",
    "public_url": "https://khaosat.example",
    "secret_key": LONG,
    "link_keys": f"1:{LONG}",
}


def test_a_production_start_with_all_it_needs_is_let_through(tmp_path: Path) -> None:
    settings = Settings(**GOOD, instance_path=tmp_path, secret_key_fallbacks=LONG)
    assert settings.database == "postgresql+psycopg://survey@db/survey"
    assert settings.signing_keys == [LONG, LONG]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", ""),
        ("database_url", "mysql://survey@db/survey"),
        ("database_url", "survey"),
        ("public_url", ""),
        ("public_url", "ftp://khaosat.example"),
        ("secret_key", ""),
        ("secret_key", "short"),
        ("secret_key_fallbacks", f"{LONG},short"),
        ("link_keys", ""),
        ("link_keys", "1:short"),
        ("link_keys", LONG),
        ("link_keys", f"1:{LONG},1:{LONG}"),
        ("link_keys", f"\u00b2:{LONG}"),
        ("timezone", "Mars/Phobos"),
        ("timezone", "../etc"),
    ],
)
def test_an_unsafe_production_start_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings(**(GOOD | {name: value}))
    assert caught.value.variable == name.upper()
    assert LONG not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("environment", "prod"),
        ("login_limit", "often"),
        ("login_limit", "0 per minute"),
        ("receipt_limit", "5 per 0 minutes"),
        ("max_request_bytes", "many"),
        ("trusted_proxies", "9"),
    ],
)
def test_an_unreadable_value_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**(GOOD | {name: value}))
    assert name in str(caught.value)
    assert "input_value" not in str(caught.value)
