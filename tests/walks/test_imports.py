"""A web process never loads the statistics libraries: they cost 107 MB and seconds per process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.rounds.services import list_links
from tests.field import make_field

ROOT = Path(__file__).parents[2]
#: What a citizen does, in a process that has imported nothing but `wsgi`.
CITIZEN = """
import sys
import wsgi
from tests.pages import PageClient, hidden_fields
wsgi.app.test_client_class = PageClient
client = wsgi.app.test_client()
path = sys.argv[1]
form = client.page(path).find(".//form")
sent = hidden_fields(form) | {"polite": "5", "on_time": "4"}
answered = client.post(path, data=sent, follow_redirects=True)
assert answered.status_code == 200, answered.text
heavy = {"pandas", "scipy", "numpy", "typst", "PIL"} & set(sys.modules)
print("loaded:", *sorted(heavy))
"""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_citizens_answer_needs_no_statistics(database: Database, settings: Settings) -> None:
    now = utc_now()
    with database.transaction() as session:
        field = make_field(session, now=now)
        link = list_links(session, round_=field.round, keys=settings.link_key_ring)[0]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "LINK_KEYS": settings.link_keys.get_secret_value(),
        "INSTANCE_PATH": str(settings.instance_path),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CITIZEN, link.path],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "loaded:"
