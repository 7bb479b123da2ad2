"""Computing results: in the worker or a command, never in a web process (it loads numpy).

A result is one run on what was counted at one moment; a new run replaces the whole row. The result
of a published round is computed once more after the publication and then stays, also where today
another shape would be stored (`surveyapp.results.earlier` reads it).

`prepare_run` only reads and `store_run` only writes, so the write lock is never held while figures
are computed. Whoever computes at the same time does no harm: a run replaces only the result that
it saw when it began, so an older one never replaces a newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.platform.definitions import canonical_hash
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.responses.cube import get_cube
from surveyapp.responses.flags import DEFAULT_LIMITS, Limits
from surveyapp.responses.queries import count_waiting, last_ledger_position, snapshot_head
from surveyapp.responses.snapshot import BATCH, count_round
from surveyapp.results.document import build_document
from surveyapp.results.earlier import READABLE
from surveyapp.results.models import Result
from surveyapp.results.queries import Run, figures_hash, find_run, get_result
from surveyapp.results.run import Inputs, compute_figures
from surveyapp.results.views import FORMAT
from surveyapp.rounds.populations import populations_by_form
from surveyapp.rounds.queries import (
    PopulationKey,
    get_round_by_id,
    list_forms,
    lock_round,
    populations,
)
from surveyapp.scores.queries import get_scores
from surveyapp.units.queries import unit_codes

#: How often a run begins again because another one was stored meanwhile.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run of the method, computed and not stored yet. `replaces` is what was stored before."""

    round_id: int
    replaces: Run | None
    computed_at: datetime
    snapshot_revision: int
    ledger_position: int
    scores_hash: str
    document: dict[str, Any]
    seal: str


def prepare_run(session: Session, *, round_id: int, now: datetime) -> PreparedRun:
    """Run the method on the snapshot as it is. Only reads; `now` is not after the first read.

    Raises NotFound, or analysis.errors.AnalysisError where the inputs contradict each other.
    """
    replaces = find_run(session, round_id=round_id)
    round_ = get_round_by_id(session, round_id=round_id)
    # The revision is read before the cube: a cube that is newer only means one more run.
    revision, ledger_position = snapshot_head(session, round_id=round_id)
    scores = get_scores(session, round_id=round_id)
    dossiers = populations(session, round_id=round_id)
    definition = definition_of(round_.programme)
    codes = unit_codes(session, authority_id=round_.authority_id)
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    inputs = Inputs(
        definition=definition,
        forms=[questionnaire_of(form.questionnaire) for form in forms],
        cube=get_cube(session, round_id=round_id, purpose="index"),
        quick=get_cube(session, round_id=round_id, purpose="quick"),
        scores=scores,
        populations=_by_form(codes, populations_by_form(definition, dossiers)),
        dossiers=_by_channel(codes, dossiers),
    )
    document = build_document(round_, inputs, compute_figures(inputs))
    # The hash is of the very figures that were computed with, not of what is there by now.
    hashed = figures_hash(scores, dossiers)
    seal = canonical_hash(document)
    return PreparedRun(round_id, replaces, now, revision, ledger_position, hashed, document, seal)


def store_run(session: Session, *, run: PreparedRun) -> bool:
    """Replace the stored result, unless another run was stored meanwhile. Returns whether."""
    lock_round(session, round_id=run.round_id)
    if find_run(session, round_id=run.round_id) != run.replaces:
        return False
    session.merge(
        Result(
            round_id=run.round_id,
            computed_at=run.computed_at,
            snapshot_revision=run.snapshot_revision,
            ledger_position=run.ledger_position,
            scores_hash=run.scores_hash,
            document=run.document,
            seal=run.seal,
        )
    )
    session.flush()
    return True


def compute_result(session: Session, *, round_id: int, now: datetime) -> Result:
    """Prepare a run and store it, in the caller's transaction. Raises as `prepare_run`."""
    store_run(session, run=prepare_run(session, round_id=round_id, now=now))
    return get_result(session, round_id=round_id)


def refresh_result(session: Session, *, round_id: int, now: datetime) -> bool:
    """Count what waits and compute the result again if anything changed. Returns whether it did.

    All in the caller's transaction; `refresh_round` is for a database that others write to.
    """
    count_round(session, round_id=round_id)
    if not is_stale(session, round_id=round_id, now=now):
        return False
    compute_result(session, round_id=round_id, now=now)
    return True


def refresh_round(
    database: Database, *, round_id: int, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> bool:
    """`refresh_result` in short transactions: count, compute without any lock, store.

    Looking comes first and only reads, so nothing to do takes no lock. Answers beyond the
    limits get a flag. Returns whether a new result was stored.
    """
    with database.reading() as session:
        waiting = count_waiting(session, round_id=round_id)
        _, applied = snapshot_head(session, round_id=round_id)
        news = waiting > 0 or last_ledger_position(session, round_id=round_id) > applied
    for _ in range(max(-(-waiting // BATCH), int(news))):
        with database.transaction() as session:
            count_round(session, round_id=round_id, batches=1, limits=limits)
    for _ in range(_TRIES):
        with database.reading() as session:
            if not is_stale(session, round_id=round_id, now=now):
                return False
            run = prepare_run(session, round_id=round_id, now=now)
        with database.transaction() as session:
            if store_run(session, run=run):
                return True
    return False


def is_stale(session: Session, *, round_id: int, now: datetime) -> bool:
    """Whether the stored result is missing or older than the counts, points or populations.

    That of a round published by `now` is so once, until it was computed after the publication.
    """
    published = get_round_by_id(session, round_id=round_id).published_at
    run = find_run(session, round_id=round_id)
    if run is None or run.format not in READABLE:
        return True
    if published is not None and run.computed_at >= published:
        return False
    if run.format != FORMAT or (published is not None and published <= now):
        return True
    if (run.snapshot_revision, run.ledger_position) != snapshot_head(session, round_id=round_id):
        return True
    hashed = figures_hash(
        get_scores(session, round_id=round_id), populations(session, round_id=round_id)
    )
    return run.scores_hash != hashed


def _by_form(
    codes: Mapping[int, str], dossiers: Mapping[tuple[int, str], int]
) -> dict[str, dict[str, int]]:
    by_unit: dict[str, dict[str, int]] = {}
    for (unit_id, form), count in dossiers.items():
        by_unit.setdefault(codes[unit_id], {})[form] = count
    return by_unit


def _by_channel(
    codes: Mapping[int, str], dossiers: Mapping[PopulationKey, int]
) -> dict[str, dict[str, dict[str, int]]]:
    by_unit: dict[str, dict[str, dict[str, int]]] = {}
    for (unit_id, channel, field), count in dossiers.items():
        by_unit.setdefault(codes[unit_id], {}).setdefault(channel, {})[field] = count
    return by_unit
