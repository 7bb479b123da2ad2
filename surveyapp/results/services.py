"""Computing results: in the worker or a command, never in a web process (it loads numpy).

A result is one run on what was counted at one moment; a new run replaces the whole row. The result
of a published round is computed once more after the publication and then stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.platform.definitions import canonical_hash
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.responses.cube import get_cube
from surveyapp.responses.queries import snapshot_head
from surveyapp.responses.snapshot import count_round
from surveyapp.results.document import FORMAT, build_document
from surveyapp.results.models import Result
from surveyapp.results.queries import find_run
from surveyapp.results.run import Inputs, compute_figures
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_id, list_forms, list_round_ids, populations
from surveyapp.scores.queries import get_scores
from surveyapp.units.queries import unit_codes


def compute_result(session: Session, *, round_id: int, now: datetime) -> Result:
    """Run the method on the snapshot as it is and replace the stored result.

    Raises NotFound, or analysis.errors.AnalysisError where the inputs contradict each other.
    """
    round_ = get_round_by_id(session, round_id=round_id)
    # The revision is read before the cube: a cube that is newer only means one more run.
    revision, ledger_position = snapshot_head(session, round_id=round_id)
    inputs = _inputs(session, round_)
    document = build_document(round_, inputs, compute_figures(inputs))
    values = {
        "computed_at": now,
        "snapshot_revision": revision,
        "ledger_position": ledger_position,
        "scores_hash": _scores_hash(session, round_),
        "document": document,
        "seal": canonical_hash(document),
    }
    result = session.merge(Result(round_id=round_id, **values))
    session.flush()
    return result


def refresh_result(session: Session, *, round_id: int, now: datetime) -> bool:
    """Count what waits and compute the result again if anything changed. Returns whether it did.

    Counting locks the round, so two workers never compute one result at once.
    """
    count_round(session, round_id=round_id)
    if not is_stale(session, round_id=round_id):
        return False
    compute_result(session, round_id=round_id, now=now)
    return True


def refresh_results(session: Session, *, now: datetime) -> int:
    """`refresh_result` for every round. Returns how many were computed again."""
    return sum(
        refresh_result(session, round_id=round_id, now=now) for round_id in list_round_ids(session)
    )


def is_stale(session: Session, *, round_id: int) -> bool:
    """Whether the stored result is missing or older than the counts, points or populations."""
    round_ = get_round_by_id(session, round_id=round_id)
    run = find_run(session, round_id=round_id)
    if run is None or run.format != FORMAT:
        return True
    if round_.published_at is not None and run.computed_at >= round_.published_at:
        return False
    if (run.snapshot_revision, run.ledger_position) != snapshot_head(session, round_id=round_id):
        return True
    return run.scores_hash != _scores_hash(session, round_)


def _inputs(session: Session, round_: Round) -> Inputs:
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    return Inputs(
        definition=definition_of(round_.programme),
        forms=[questionnaire_of(form.questionnaire) for form in forms],
        cube=get_cube(session, round_id=round_.id),
        scores=get_scores(session, round_id=round_.id),
        populations=_populations(session, round_),
    )


def _populations(session: Session, round_: Round) -> dict[str, dict[str, int]]:
    codes = unit_codes(session, authority_id=round_.authority_id)
    by_unit: dict[str, dict[str, int]] = {}
    for (unit_id, form), dossiers in populations(session, round_id=round_.id).items():
        by_unit.setdefault(codes[unit_id], {})[form] = dossiers
    return by_unit


def _scores_hash(session: Session, round_: Round) -> str:
    """A hash of all imported figures: points, maxima and populations."""
    scores = get_scores(session, round_id=round_.id)
    return canonical_hash([scores.content_hash(), _populations(session, round_)])
