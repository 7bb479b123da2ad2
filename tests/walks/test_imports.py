"""A web process never loads the statistics libraries: they cost 107 MB and seconds per process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.results.services import refresh_result
from surveyapp.rounds.populations import store_populations
from surveyapp.rounds.queries import PopulationKey
from surveyapp.rounds.services import list_links
from tests.desk import make_desk_user
from tests.field import answer, make_field

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
#: What somebody at the desk looks at, likewise.
DESK = """
import sys
import wsgi
from tests.desk import sign_in
from tests.pages import PageClient
wsgi.app.test_client_class = PageClient
client = sign_in(wsgi.app.test_client(), sys.argv[2])
for path in sys.argv[1].split():
    assert client.get(path).status_code == 200, path
heavy = {"pandas", "scipy", "numpy", "typst", "PIL"} & set(sys.modules)
print("loaded:", *sorted(heavy))
"""


def loaded_by(program: str, settings: Settings, *arguments: str) -> str:
    """What the program says, run in a process of its own on the test's database."""
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "LINK_KEYS": settings.link_keys.get_secret_value(),
        "INSTANCE_PATH": str(settings.instance_path),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_pages_and_sheets_of_results_need_no_statistics(
    app: Flask, database: Database, settings: Settings
) -> None:
    now = utc_now()
    with database.transaction() as session:
        field = make_field(session, now=now)
        for unit in (0, 1):
            for level in ("5", "2", "4"):
                answer(session, field, {"polite": [level]}, unit=unit, opened_at=now, now=now)
        unit_id = field.units[0].id
        dossiers: dict[PopulationKey, int] = {(unit_id, "counter_form", ""): 40}
        store_populations(session, round_id=field.round.id, populations=dossiers)
        refresh_result(session, round_id=field.round.id, now=now)
        round_ = f"/rounds/{field.round.code}"
        authority_id = field.round.authority_id
    name = make_desk_user(app, authority_id=authority_id, role="viewer")
    ends = ("", "/results", "/score", "/results/snv", "/results.csv", "/score.csv")
    paths = " ".join(f"{round_}{end}" for end in ends)
    assert loaded_by(DESK, settings, paths, name) == "loaded:"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_citizens_answer_needs_no_statistics(database: Database, settings: Settings) -> None:
    now = utc_now()
    with database.transaction() as session:
        field = make_field(session, now=now)
        link = list_links(session, round_=field.round, keys=settings.link_key_ring)[0]
    assert loaded_by(CITIZEN, settings, link.path) == "loaded:"
