"""The settings of this start; a demonstration on a machine that has none makes its own.

`flask demo` must work wherever `DATABASE_URL` points. Where nobody set anything yet it does what
`make run` does: it writes development settings that every later command and server reads. A
machine with secrets in its environment, or a settings file, is never touched.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from surveyapp.platform.serve import keep_development_settings, public_address
from surveyapp.platform.settings import SETTINGS_FILE, Settings

_SETS_A_START = ("ENVIRONMENT", "SECRET_KEY", "LINK_KEYS")


def settings_of_this_start() -> Settings:
    """Read the settings, after making them where `flask demo` finds none."""
    path = Path(SETTINGS_FILE) if SETTINGS_FILE else None
    if path and is_first_demonstration(sys.argv, os.environ, path):
        address = os.environ.get("PUBLIC_URL") or public_address("127.0.0.1", 8000)
        keep_development_settings(path, public_url=address)
    return Settings()


def is_first_demonstration(
    arguments: Sequence[str], environment: Mapping[str, str], path: Path
) -> bool:
    """Whether this is `flask demo` on a machine where nothing is set."""
    nothing_set = not any(environment.get(name) for name in _SETS_A_START)
    return arguments[-1:] == ["demo"] and nothing_set and not path.exists()
