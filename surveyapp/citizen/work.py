"""What the worker does for this room: the ZIP of the prints that were ordered (P22)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp.citizen.prints.archive import write_archive
from surveyapp.citizen.prints.order import PrintChoice
from surveyapp.citizen.prints.queries import PRINTS_JOB
from surveyapp.citizen.prints.services import round_prints
from surveyapp.platform.jobs.services import report_progress
from surveyapp.platform.sessions import Base
from surveyapp.rounds.queries import get_round_by_id

#: Seconds between two reports: each is a write, which answers of citizens would wait for.
REPORT_INTERVAL = 1.0


@dataclass(slots=True)
class Reporter:
    """Writes down how far a job is, at most once in `REPORT_INTERVAL`."""

    base: Base
    job_id: int
    _last: float = field(default=-REPORT_INTERVAL)

    def __call__(self, done: int, total: int) -> None:
        """So much of so much is done."""
        if done < total and time.monotonic() - self._last < REPORT_INTERVAL:
            return
        self._last = time.monotonic()
        with self.base.database.transaction() as session:
            report_progress(
                session, job_id=self.job_id, done=done, total=total, now=self.base.clock()
            )


def make_prints_archive(base: Base, arguments: Mapping[str, Any]) -> str:
    """Make the ZIP of an order. Its name tells the round only to those who may see the round."""
    round_id = int(arguments["round_id"])
    choice = PrintChoice.read(arguments)
    with base.database.reading() as session:
        prints = round_prints(
            session,
            round_=get_round_by_id(session, round_id=round_id),
            choice=choice,
            keys=base.settings.link_key_ring,
            public_url=arguments["public_url"],
        )
    name = f"prints/{round_id}-{arguments['order']}.zip"
    write_archive(
        base.settings.instance_path / "files" / name,
        prints,
        formats=choice.chosen_formats,
        report=Reporter(base, arguments["job_id"]),
    )
    return name


HANDLERS = {PRINTS_JOB: make_prints_archive}
