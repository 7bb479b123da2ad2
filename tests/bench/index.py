"""The index of 100,000 responses: from the packed snapshot, against the floor of counting bytes."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from surveyapp.demo.preparing import prepare_demonstration
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.models import CountCell, Segment
from surveyapp.results.services import compute_result
from surveyapp.rounds.queries import get_round_by_reference

RESPONSES = 100_000
REPEATS = 7


def measure_index() -> None:
    """Print how long the cube and the whole result take, and what the floor takes."""
    with TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite:///{folder}/index.sqlite"
        settings = Settings(environment="test", instance_path=Path(folder), database_url=url)
        database = Database(url)
        prepare_demonstration(database, settings=settings, now=utc_now())
        size = _multiply(database)
        with database.transaction() as session:
            round_id = get_round_by_reference(session, reference="soc-trang-2021").id
            session.expire_all()
            blobs = [s.answers for s in session.query(Segment)]
            sheets = [json.dumps({f"item_{i}": "4" for i in range(16)})] * size
            figures = {
                "floor: one bincount over all bytes": lambda: _count_bytes(blobs),
                "cube from packed segments": lambda: _fresh(session, count_segments, round_id),
                "cube from stored cells": lambda: _fresh(session, get_cube, round_id),
                "cells to result with errors, stored": lambda: compute_result(
                    session, round_id=round_id, now=utc_now()
                ),
                "reading the answers as JSON only": lambda: [json.loads(s) for s in sheets],
            }
            print(f"\nindex of {size:,} responses x 16 items, 40 units (median of {REPEATS})")
            base = 0.0
            for name, work in figures.items():
                seconds = _median(work)
                base = base or seconds
                print(f"  {name:36} {1000 * seconds:8.1f} ms  {seconds / base:8.1f} x floor")
        database.dispose()


def _multiply(database: Database) -> int:
    """Repeat the demonstration's answers until there are about 100,000 responses."""
    with database.transaction() as session:
        segments = session.query(Segment).all()
        times = -(-RESPONSES // sum(segment.size for segment in segments))
        for segment in segments:
            codes = np.frombuffer(segment.answers, dtype=np.uint8).reshape(-1, segment.size)
            segment.answers = np.tile(codes, (1, times)).tobytes()
            segment.valid = segment.valid * times
            segment.submission_ids = segment.submission_ids * times
            segment.size *= times
        for cell in session.query(CountCell):
            cell.responses *= times
            cell.tally = (times * np.frombuffer(cell.tally, dtype="<u4")).astype("<u4").tobytes()
        return sum(segment.size for segment in segments)


def _count_bytes(blobs: list[bytes]) -> int:
    return sum(int(np.bincount(np.frombuffer(b, dtype=np.uint8), minlength=7)[5]) for b in blobs)


def _fresh(session: object, work: Callable[..., object], round_id: int) -> object:
    session.expire_all()  # type: ignore[attr-defined]
    return work(session, round_id=round_id)


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
