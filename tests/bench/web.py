"""Complete answers a second, ours against the floor, in turn and in one run."""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import text

from surveyapp.demo.preparing import prepare_demonstration
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.programmes.reading import read_programme
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import list_links
from tests.bench.load import Load, answer_once, fetch, run
from tests.bench.servers import ROOT, cpu_seconds, gunicorn
from tests.fixtures.postgres import Cluster

TURNS = 3
SECONDS = 4.0
TOKEN = re.compile(r'name="?page_token"? value="[^"]+')


@dataclass
class Side:
    """One of the two servers."""

    name: str
    port: int
    pid: int


def measure_web() -> None:
    """Print complete answers a second for both databases."""
    answers = required_answers()
    for kind in ("sqlite", "postgresql"):
        with databases(kind) as (ours, floor, folder), ExitStack() as stack:
            path, environment = demonstration(ours, folder)
            with gunicorn("wsgi:app", environment) as (port, _):
                page = fetch(port, "GET", path)[1]
            page = TOKEN.sub('name="csrf_token" value="TOKEN-GOES-HERE', page)
            (folder / "page.html").write_text(page, encoding="utf-8")
            floor_settings = {"FLOOR_PAGE": str(folder / "page.html"), "FLOOR_DATABASE": floor}
            floor_settings["FLOOR_SECRET"] = "of this run only"
            sides = [
                Side("ours", *stack.enter_context(gunicorn("wsgi:app", environment))),
                Side(
                    "floor",
                    *stack.enter_context(gunicorn("tests.bench.floor_app:app", floor_settings)),
                ),
            ]
            print(f"\n{kind}: complete answers (GET + POST), {TURNS} turns of {SECONDS:.0f} s")
            for clients in (8, 32):
                compare(sides, path, answers, clients)
            compare_gets(sides, path)


@contextmanager
def databases(kind: str) -> Iterator[tuple[str, str, Path]]:
    """Addresses of two fresh databases with durable commits, and a folder for files."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            urls = [f"sqlite:///{folder / 'ours.sqlite'}", f"sqlite:///{folder / 'floor.sqlite'}"]
            make_floor(urls[1])
            yield urls[0], urls[1], folder
            return
        cluster = Cluster(durable=True)
        try:
            admin = Database(cluster.url("postgres"))
            with admin.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                for database in ("ours", "floor"):
                    connection.execute(text(f"CREATE DATABASE {database}"))
            admin.dispose()
            make_floor(cluster.url("floor"))
            yield cluster.url("ours"), cluster.url("floor"), folder
        finally:
            cluster.remove()


def make_floor(url: str) -> None:
    """The one table of the floor."""
    database = Database(url)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE sheet (id TEXT PRIMARY KEY, answers TEXT NOT NULL)"))
    database.dispose()


def demonstration(url: str, folder: Path) -> tuple[str, dict[str, str]]:
    """Load the demonstration. Returns the path of a form, and the server's environment."""
    settings = Settings(environment="development", instance_path=folder, database_url=url)
    database = Database(url)
    prepare_demonstration(database, settings=settings, now=utc_now())
    with database.reading() as session:
        round_ = get_round_by_reference(session, reference="soc-trang-2021")
        path = list_links(session, round_=round_, keys=settings.link_key_ring)[0].path
    database.dispose()
    environment = {"ENVIRONMENT": "development", "DATABASE_URL": url, "INSTANCE_PATH": str(folder)}
    return path, environment | {"LOG_LEVEL": "ERROR"}


def required_answers() -> dict[str, str]:
    """A satisfied person's answers to form 01."""
    source, faults = read_programme(ROOT / "forms/soc_trang_2021")
    if source is None:
        raise RuntimeError(str(faults))
    items = source.questionnaires[0].items
    return {item.id: item.option_values[3] for item in items if item.required}


def compare(sides: list[Side], path: str, answers: dict[str, str], clients: int) -> None:
    """Both sides in turn; medians and the ratio."""
    runs: dict[str, list[Load]] = {side.name: [] for side in sides}
    cpu: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(TURNS):
        for side in sides:
            before = cpu_seconds(side.pid)
            once = partial(answer_once, port=side.port, path=path, answers=answers)
            load = run(clients, SECONDS, once)
            runs[side.name].append(load)
            cpu[side.name].append((cpu_seconds(side.pid) - before) / len(load.posts) * 1000)
    rates = {name: statistics.median(load.rate for load in loads) for name, loads in runs.items()}
    for name, loads in runs.items():
        median = statistics.median(load.median for load in loads)
        slow = statistics.median(load.percentile(0.99) for load in loads)
        print(
            f"  {clients:2} at once  {name:5}  {rates[name]:6.0f}/s  "
            f"p50 {median:6.1f} ms  p99 {slow:6.1f} ms ({slow / median:.1f} x)  "
            f"CPU {statistics.median(cpu[name]):.2f} ms  failures {sum(x.failures for x in loads)}"
        )
    print(f"  {clients:2} at once  ours / floor = {rates['ours'] / rates['floor']:.2f}")


def compare_gets(sides: list[Side], path: str) -> None:
    """The form page alone."""
    rates: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(TURNS):
        for side in sides:
            load = run(8, SECONDS / 2, partial(get_once, port=side.port, path=path))
            rates[side.name].append(len(load.gets) / load.seconds)
    ours, floor = (statistics.median(rates[side.name]) for side in sides)
    print(f"  GET alone   ours {ours:.0f}/s, floor {floor:.0f}/s, ratio {ours / floor:.2f}")


def get_once(load: Load, port: int, path: str) -> None:
    """One form page."""
    status, _, _ = fetch(port, "GET", path)
    load.gets.append(0.0 if status == 200 else 1.0)
