"""The demonstration is what the published table says, made through the one door."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from analysis.cube import CountCube, collapse_cube
from surveyapp.demo.kiosk import new_pin
from surveyapp.demo.preparing import LOGIN_FILE, SET_BEFORE, prepare_demonstration
from surveyapp.demo.services import DATA, ROOT_FOLDER, ROUND_CODE, published_targets
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.programmes.reading import read_programme
from surveyapp.responses.cube import get_cube
from surveyapp.responses.models import Response
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.state import RoundState, state_of

NOW = datetime(2026, 3, 10, 5, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings(environment="test", instance_path=tmp_path, database_url=url)


def test_the_demonstration_equals_the_published_table_and_loads_once(
    database: Database, settings: Settings
) -> None:
    lines = prepare_demonstration(database, settings=settings, now=NOW)
    assert any("MÔ PHỎNG" in line for line in lines)
    with database.reading() as session:
        round_ = get_round_by_reference(session, reference=ROUND_CODE)
        assert round_.simulated
        assert state_of(round_, now=NOW + timedelta(days=364)) is RoundState.OPEN
        channels = session.execute(
            select(Response.channel, func.count()).group_by(Response.channel)
        )
        cube = get_cube(session, round_id=round_.id, purpose="index")
        ratings = get_cube(session, round_id=round_.id, purpose="quick")
        assert cube.n == 2005
        assert set(ratings.labels("unit")) == set(cube.labels("unit"))
        assert dict(map(tuple, channels)) == {"simulated": 2005 + ratings.n}
    assert printed_indexes(cube) == published_indexes()
    again = prepare_demonstration(database, settings=settings, now=NOW + timedelta(days=1))
    assert any("giữ nguyên" in line for line in again)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 2005 + ratings.n


def test_the_password_is_kept_for_its_owner_only(database: Database, settings: Settings) -> None:
    lines = prepare_demonstration(database, settings=settings, now=NOW)
    path = settings.instance_path / LOGIN_FILE
    assert path.stat().st_mode & 0o077 == 0
    username, password, pin = path.read_text(encoding="utf-8").split()
    assert any(f"{username} / {password}" in line for line in lines)
    assert any(line.startswith("Máy tính bảng") and pin in line for line in lines)


def test_a_demonstration_from_before_there_were_tablets_gets_one(
    database: Database, settings: Settings
) -> None:
    path = settings.instance_path / LOGIN_FILE
    path.write_text("so-noi-vu\nkept-password\n")
    lines = prepare_demonstration(database, settings=settings, now=NOW)
    username, password, pin = path.read_text(encoding="utf-8").split()
    assert (username, password) == ("so-noi-vu", "kept-password")
    assert any(pin in line for line in lines)


def test_from_another_folder_no_password_is_made_up(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    prepare_demonstration(database, settings=settings, now=NOW)
    elsewhere = settings.model_copy(update={"instance_path": tmp_path / "other"})
    lines = prepare_demonstration(database, settings=elsewhere, now=NOW)
    assert sum(SET_BEFORE in line for line in lines) == 2
    assert not (tmp_path / "other" / LOGIN_FILE).exists()


def test_a_drawn_pin_is_never_an_easy_one() -> None:
    for _ in range(300):
        pin = new_pin()
        assert len(pin) == 6
        assert all(abs(int(a) - int(b)) not in (0, 1) for a, b in pairwise(pin))


def test_a_second_database_of_the_folder_shares_the_login(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    first = prepare_demonstration(database, settings=settings, now=NOW)
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    second = prepare_demonstration(other, settings=settings, now=NOW)
    other.dispose()
    login = next(line for line in first if line.startswith("Đăng nhập"))
    assert login in second


def test_every_unit_has_a_published_target() -> None:
    source, faults = read_programme(ROOT_FOLDER / "forms/soc_trang_2021")
    assert source is not None, faults
    targets = published_targets(source)
    assert len(targets) == 40
    assert (targets["bqlkcn"].index, targets["bqlkcn"].points) == (8750, 1313)


def printed_indexes(cube: CountCube) -> dict[str, int]:
    """Index of every unit in hundredths, half-up, computed here from the bare counts."""
    by_unit = collapse_cube(cube, "unit")
    counts = by_unit.counts
    printed = {}
    for u, unit in enumerate(by_unit.labels("unit")):
        shares = [
            Fraction(int(counts[u, i, 4:6].sum()), int(counts[u, i, 1:6].sum()))
            for i in range(len(cube.items))
        ]
        printed[unit] = int(sum(shares) / len(shares) * 10_000 + Fraction(1, 2))
    return printed


def published_indexes() -> dict[str, int]:
    """The published figures in hundredths."""
    with (DATA / "published_sipas.csv").open(encoding="utf-8") as file:
        return {row["unit"]: int(row["index"].replace(".", "")) for row in csv.DictReader(file)}
