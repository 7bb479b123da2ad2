"""Reads of stored results. Web pages use these; nothing here loads the statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.definitions import canonical_hash
from surveyapp.platform.errors import NotFound
from surveyapp.results.earlier import READABLE, in_present_shape
from surveyapp.results.models import Result
from surveyapp.results.rows import ResultView
from surveyapp.results.views import read_document
from surveyapp.rounds.queries import PopulationKey
from surveyapp.scores.queries import Scores


def find_result(session: Session, *, round_id: int) -> Result | None:
    """The stored result of a round, None before the first run."""
    return session.get(Result, round_id)


def get_result(session: Session, *, round_id: int) -> Result:
    """The stored result of a round. Raises NotFound before the first run (P16)."""
    found = find_result(session, round_id=round_id)
    if found is None:
        raise NotFound(
            "result", "Kết quả của đợt đang được tính. Hãy xem lại sau ít phút.", field="round"
        )
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """What a stored result was computed from, without its document."""

    computed_at: datetime
    snapshot_revision: int
    ledger_position: int
    scores_hash: str
    format: int | None


def find_run(session: Session, *, round_id: int) -> Run | None:
    """The run behind the stored result; the worker asks every few seconds, so it stays small."""
    row = session.execute(
        select(
            Result.computed_at,
            Result.snapshot_revision,
            Result.ledger_position,
            Result.scores_hash,
            Result.document["format"].as_integer(),
        ).where(Result.round_id == round_id)
    ).one_or_none()
    return None if row is None else Run(*row)


def find_result_view(session: Session, *, round_id: int) -> ResultView | None:
    """The tables of a round's result, ready for a page.

    None before the first run, and in a shape that nobody reads any more until it is computed anew.
    """
    found = find_result(session, round_id=round_id)
    if found is None or found.document.get("format") not in READABLE:
        return None
    return view_of(found)


def view_of(result: Result) -> ResultView:
    """The typed tables of a stored result, whichever programme stored it."""
    document = in_present_shape(result.document)
    return read_document(document, computed_at=result.computed_at, seal=result.seal)


def figures_hash(scores: Scores, populations: Mapping[PopulationKey, int]) -> str:
    """A hash of all imported figures that a result follows from: points, maxima, populations."""
    dossiers = [[*key, count] for key, count in sorted(populations.items())]
    return canonical_hash([scores.content_hash(), dossiers])
