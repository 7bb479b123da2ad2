"""What every test may ask for. The fixtures stand in `tests/fixtures/`, one file per subject."""

from __future__ import annotations

import os

# A test never reads the settings of the machine it runs on.
os.environ.update(
    ENVIRONMENT="test",
    SETTINGS_FILE="",
    DATABASE_URL="sqlite:////nonexistent/ask-for-the-database-fixture.sqlite",
    TZ="UTC",
)

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.web", "tests.fixtures.passwords"]
