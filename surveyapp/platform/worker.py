"""The worker: chores at an interval, and jobs as they come. No failure ends its loop.

A room takes part with a module `work` that holds `CHORES` (name -> function) and `HANDLERS` (kind
of job -> function); either may be missing. Work may load the statistics libraries, so the modules
are imported here, by the worker's process only.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from surveyapp.platform.jobs.models import Job
from surveyapp.platform.jobs.queries import get_job
from surveyapp.platform.jobs.services import claim_job, finish_job, retry_job
from surveyapp.platform.logs import error_name
from surveyapp.platform.sessions import Base

log = logging.getLogger(__name__)

#: Does what waits, in transactions of its own, and says how much it did.
Chore = Callable[[Base], int]
#: Runs one job from its arguments, with its `job_id` among them so that it can report progress.
#: Returns the path of its result below `instance/files/`, or "".
Handler = Callable[[Base, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Work:
    """All chores and handlers, in the order of the rooms."""

    chores: dict[str, Chore] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)


def load_work(rooms: Iterable[str]) -> Work:
    """Import the `work` module of every room that has one."""
    work = Work()
    for room in rooms:
        name = f"surveyapp.{room}.work"
        if find_spec(name):
            module = import_module(name)
            work.chores.update(getattr(module, "CHORES", {}))
            work.handlers.update(getattr(module, "HANDLERS", {}))
    return work


def run_worker(base: Base, work: Work, *, stop: threading.Event) -> None:
    """Work until `stop` is set. A chore or job under way is finished first."""
    log.info("worker started", extra={"facts": {"chores": list(work.chores)}})
    while not stop.is_set():
        work_once(base, work, stop=stop)
        stop.wait(base.settings.worker_interval)
    log.info("worker stopped")


def work_once(base: Base, work: Work, *, stop: threading.Event | None = None) -> int:
    """Run every chore and all jobs that are due. Returns how much was done."""
    done = sum(_run_chore(base, name, chore) for name, chore in work.chores.items())
    while not (stop and stop.is_set()) and _run_next_job(base, work.handlers):
        done += 1
    return done


def _run_chore(base: Base, name: str, chore: Chore) -> int:
    try:
        done = chore(base)
    except Exception:
        log.exception("chore failed", extra={"facts": {"chore": name}})
        return 0
    if done:
        log.info("chore done", extra={"facts": {"chore": name, "done": done}})
    return done


def _run_next_job(base: Base, handlers: Mapping[str, Handler]) -> bool:
    """Run one due job. Returns False where nothing is due, or the queue cannot be reached."""
    if not handlers:
        return False
    try:
        with base.database.transaction() as session:
            job = claim_job(session, kinds=handlers.keys(), now=base.clock())
        if job is not None:
            _run_job(base, job, handlers[job.kind])
    except Exception:
        log.exception("job queue failed")
        return False
    return job is not None


def _run_job(base: Base, job: Job, handler: Handler) -> None:
    facts = {"job": job.id, "kind": job.kind, "attempt": job.attempts}
    try:
        result_file = handler(base, {**job.arguments, "job_id": job.id})
    except Exception as error:
        log.exception("job failed", extra={"facts": facts})
        with base.database.transaction() as session:
            mine = get_job(session, job_id=job.id)
            retry_job(session, job=mine, error=error_name(error), now=base.clock())
        return
    with base.database.transaction() as session:
        mine = get_job(session, job_id=job.id)
        finish_job(session, job=mine, now=base.clock(), result_file=result_file)
    log.info("job done", extra={"facts": facts})
