"""One case in a process of its own, so that its peak memory is its own. Prints JSON.

python -m tests.bench.statistics.case NAME N [DATABASE_URL ROUND_ID]
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from sqlalchemy import select

from surveyapp.platform.database import Database
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.models import Segment
from surveyapp.responses.snapshot import count_round
from tests.bench.statistics import chains, floors
from tests.bench.statistics.stored import with_age_and_sex
from tests.bench.statistics.survey import Survey, simulate

#: One item of the calibrated floor is timed and scaled: it takes seconds at a million.
FLOOR_ITEMS = 1
ITEMS = 22


def read_columns(database: Database, round_id: int) -> int:
    """The floor of reading: every packed answer once, looked at byte by byte."""
    seen = 0
    with database.reading() as session:
        columns = select(Segment.answers).where(Segment.round_id == round_id)
        for (answers,) in session.execute(columns.execution_options(yield_per=100)):
            seen += int(np.count_nonzero(np.frombuffer(answers, dtype=np.uint8)))
    return seen


def from_segments(database: Database, round_id: int, survey: Survey) -> object:
    with database.reading() as session:
        cube = count_segments(session, round_id=round_id)
    return chains.from_cube(with_age_and_sex(cube), survey)


def from_cells(database: Database, round_id: int, survey: Survey) -> object:
    with database.reading() as session:
        cube = get_cube(session, round_id=round_id)
    return chains.from_cube(with_age_and_sex(cube), survey)


def refreshed(database: Database, round_id: int) -> float:
    """Seconds to count what waits and to have the cube anew; once, there is no second time."""
    started = time.process_time()
    with database.transaction() as session:
        count_round(session, round_id=round_id)
    with database.reading() as session:
        get_cube(session, round_id=round_id)
    return time.process_time() - started


def in_memory(name: str, survey: Survey) -> tuple[Callable[[], object], int]:
    """What to run, and by how much its time is multiplied."""
    factors = np.random.default_rng(0).uniform(0.7, 1.3, survey.n)
    cube = survey.cube() if name == "cube" else None
    items = ITEMS if survey.n < 50_000 else FLOOR_ITEMS
    return {
        "cube": (partial(chains.from_cube, cube, survey), 1),
        "count": (survey.cube, 1),
        "rows-fixed": (partial(chains.only_shares, survey, factors, calibrated=False), 1),
        "rows-calibrated": (partial(chains.only_shares, survey, factors, calibrated=True), 1),
        "rows-everything": (partial(chains.from_rows, survey, factors, calibrated=True), 1),
        "floor-fixed": (partial(floors.fixed_rows, survey, factors), 1),
        "floor-calibrated": (
            partial(floors.calibrated_rows, survey, factors, items=items),
            ITEMS // items,
        ),
    }[name]


def from_database(name: str, survey: Survey, url: str, round_id: int) -> Callable[[], object]:
    """What to run; the totals of the survey are kept, its rows are not."""
    place = (Database(url), round_id)
    kept = small(survey)
    return {
        "stored-read": partial(read_columns, *place),
        "stored-segments": partial(from_segments, *place, kept),
        "stored-cells": partial(from_cells, *place, kept),
    }[name]


def small(survey: Survey) -> Survey:
    """The survey's totals without its rows, so that only the database's answers take memory."""
    assert survey.totals
    assert len(survey.population)
    for name in ("codes", "unit", "channel", "age", "sex"):
        object.__setattr__(survey, name, np.empty((0, 0), dtype=np.uint8))
    survey.__dict__.pop("stratum", None)
    return survey


def main() -> None:
    name, n, *rest = sys.argv[1:]
    if name == "stored-refresh":
        print(json.dumps({"seconds": refreshed(Database(rest[0]), int(rest[1])), "peak": 0}))
        return
    survey = simulate(int(n))
    if rest:
        work, times = from_database(name, survey, rest[0], int(rest[1])), 1
    else:
        work, times = in_memory(name, survey)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    found = []
    for _ in range(5 if int(n) < 500_000 else 3):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {"seconds": statistics.median(found) * times, "peak": peak / 1024}
    print(json.dumps(result | {"before": before / 1024}))


if __name__ == "__main__":
    main()
