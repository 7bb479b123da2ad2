"""What is asked for when prints are ordered, and how far the worker is with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, Self

from surveyapp.citizen.prints.formats import FORMATS, PrintFormat
from surveyapp.platform.jobs.models import DONE, FAILED, Job
from surveyapp.rounds.services import RoundLink

#: One print per counter (or unit, online), one per field, or both.
By = Literal["counter", "field", "both"]


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """Which formats of which links. Nothing chosen of units or forms means all of them."""

    formats: tuple[str, ...]
    by: By = "both"
    units: tuple[str, ...] = ()
    #: Positions of the forms within the programme.
    forms: tuple[int, ...] = ()

    @property
    def chosen_formats(self) -> list[PrintFormat]:
        """The formats, in the order in which they are offered."""
        return [one for word, one in FORMATS.items() if word in self.formats]

    def of(self, links: Iterable[RoundLink]) -> list[RoundLink]:
        """Those of some links that are wanted."""
        return [link for link in links if self._wants(link)]

    def _wants(self, link: RoundLink) -> bool:
        return (
            self.by in ("both", "field" if link.field else "counter")
            and (not self.units or link.unit.code in self.units)
            and (not self.forms or link.form.position in self.forms)
        )

    def arguments(self) -> dict[str, Any]:
        """As arguments of a job."""
        return {"choice": asdict(self)}

    @classmethod
    def read(cls, arguments: Mapping[str, Any]) -> Self:
        """Back from the arguments of a job."""
        choice = arguments["choice"]
        return cls(
            formats=tuple(choice["formats"]),
            by=choice["by"],
            units=tuple(choice["units"]),
            forms=tuple(choice["forms"]),
        )


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """An order of prints as the desk sees it."""

    label: str
    choice: PrintChoice
    prints: int
    asked_at: datetime
    finished_at: datetime | None
    #: Whether the ZIP can be downloaded, or the worker has given up; else it is under way.
    ready: bool
    failed: bool
    #: Tries that failed so far.
    failures: int
    #: Percent of the work, None while it has not begun.
    percent: int | None
    job_id: int
    file: str

    @classmethod
    def of(cls, job: Job) -> Self:
        """The order that a job carries out."""
        return cls(
            label=job.arguments["order"],
            choice=PrintChoice.read(job.arguments),
            prints=job.arguments["prints"],
            asked_at=job.created_at,
            finished_at=job.finished_at,
            ready=job.state == DONE,
            failed=job.state == FAILED,
            failures=job.attempts if job.last_error else 0,
            percent=_percent(job),
            job_id=job.id,
            file=job.result_file,
        )


def _percent(job: Job) -> int | None:
    if job.progress_done is None or not job.progress_total:
        return None
    return 100 * job.progress_done // job.progress_total
