"""Every setting of the application, in one typed class read from the environment.

The variable of a setting is its name in capitals (`DATABASE_URL`, `SECRET_KEY`).
A production start with a missing or unsafe value stops with the name of the variable.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from surveyapp.platform.errors import ConfigurationError

#: Values that only a development start may use; production refuses them.
DEVELOPMENT_SECRET = "development-only-secret"
DEVELOPMENT_LINK_KEYS = "1:development-only-link-key"
SHORTEST_SECRET = 32

#: `10 per 15 minutes`; a limit of nothing, or within no time, is none.
LIMIT = r"^[1-9]\d* per ([1-9]\d* )?(second|minute|hour|day)s?$"

#: What `make run` writes down; variables of the environment win. Empty for no file.
SETTINGS_FILE = os.environ.get("SETTINGS_FILE", "instance/settings.env")


class Settings(BaseSettings):
    """What an operator may set. `docs/settings.md` explains each to the operator."""

    model_config = SettingsConfigDict(
        env_prefix="",
        env_file=SETTINGS_FILE or None,
        extra="ignore",
        frozen=True,
        # A refused value may be a secret.
        hide_input_in_errors=True,
    )

    environment: Literal["production", "development", "test"] = "production"
    instance_path: Path = Path("instance")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    #: Older session and page-token secrets, comma separated, still accepted while they run out.
    secret_key_fallbacks: SecretStr = SecretStr("")
    #: `id:secret` pairs, comma separated; the first signs, all are accepted (QR codes are printed).
    link_keys: SecretStr = SecretStr("")
    #: The address that citizens reach; QR codes encode it.
    public_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    #: How many proxies stand in front and set X-Forwarded-* headers.
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    session_hours: int = Field(default=12, ge=1, le=168)
    #: Largest request body, in bytes. Far above a form of 100 KB so that it can be re-offered.
    max_request_bytes: int = Field(default=1_000_000, ge=200_000)
    login_limit: str = Field(default="10 per 15 minutes", pattern=LIMIT)
    receipt_limit: str = Field(default="60 per minute", pattern=LIMIT)
    #: Short codes that do not exist, typed at one address; slips seen by the check digit are free.
    code_limit: str = Field(default="120 per 15 minutes", pattern=LIMIT)
    #: Requests of one API key; each may hold 500 dossiers.
    api_limit: str = Field(default="600 per minute", pattern=LIMIT)
    #: Answers without proof from one address, counted by each web process; more are flagged (P10).
    address_limit: str = Field(default="300 per 10 minutes", pattern=LIMIT)
    #: Answers without proof of one unit, counter and channel; more are flagged.
    link_limit: str = Field(default="60 per 10 minutes", pattern=LIMIT)
    #: Seconds between two looks of the worker for answers that wait to be counted.
    worker_interval: float = Field(default=3.0, gt=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _normalise_database_url(cls, value: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if value.startswith(prefix):
                return "postgresql+psycopg://" + value.removeprefix(prefix)
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ConfigurationError("DATABASE_URL", "must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ConfigurationError("TIMEZONE", f"names no known time zone: {value}") from None
        return value

    @field_validator("public_url")
    @classmethod
    def _strip_public_url(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _require_production_values(self) -> Self:
        if self.environment != "production":
            return self
        for name in ("database_url", "public_url"):
            if not getattr(self, name):
                raise ConfigurationError(name.upper(), "is missing")
        if not self.public_url.startswith(("https://", "http://")):
            raise ConfigurationError("PUBLIC_URL", "must begin with https:// or http://")
        secret = self.secret_key.get_secret_value()
        if len(secret) < SHORTEST_SECRET or secret == DEVELOPMENT_SECRET:
            raise ConfigurationError("SECRET_KEY", f"needs {SHORTEST_SECRET} characters or more")
        if any(len(key) < SHORTEST_SECRET for key in self.signing_keys[:-1]):
            raise ConfigurationError(
                "SECRET_KEY_FALLBACKS", f"needs {SHORTEST_SECRET} characters per key"
            )
        keys = self.link_keys.get_secret_value()
        if not keys or keys == DEVELOPMENT_LINK_KEYS:
            raise ConfigurationError("LINK_KEYS", "is missing (write it as 1:secret)")
        if any(len(key) < SHORTEST_SECRET for key in self.link_key_ring.values()):
            raise ConfigurationError("LINK_KEYS", f"needs {SHORTEST_SECRET} characters per key")
        return self

    @cached_property
    def database(self) -> str:
        """The database address; SQLite in the instance folder when none is set."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.instance_path / 'surveyapp.sqlite').absolute()}"

    @cached_property
    def signing_keys(self) -> list[str]:
        """Secrets for sessions and page tokens, oldest first, the signing one last."""
        fallbacks = self.secret_key_fallbacks.get_secret_value().split(",")
        current = self.secret_key.get_secret_value() or DEVELOPMENT_SECRET
        return [key.strip() for key in fallbacks if key.strip()] + [current]

    @cached_property
    def link_key_ring(self) -> dict[int, bytes]:
        """Link keys by id (1..255); the first one signs."""
        ring: dict[int, bytes] = {}
        for pair in (self.link_keys.get_secret_value() or DEVELOPMENT_LINK_KEYS).split(","):
            number, separator, key = pair.strip().partition(":")
            if not separator or not number.isdecimal() or not 1 <= int(number) <= 255 or not key:
                raise ConfigurationError("LINK_KEYS", "must look like 1:secret,2:secret")
            if int(number) in ring:
                raise ConfigurationError("LINK_KEYS", f"names key {number} twice")
            ring[int(number)] = key.encode()
        return ring

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of local days."""
        return ZoneInfo(self.timezone)
