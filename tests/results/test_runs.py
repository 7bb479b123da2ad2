"""When a result is computed, sealed and kept, and what it says of itself."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from surveyapp.platform.definitions import canonical_hash
from surveyapp.platform.errors import NotFound
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.snapshot import rebuild_round
from surveyapp.results.models import Result
from surveyapp.results.queries import find_result_view, find_run, get_result, view_of
from surveyapp.results.services import compute_result, is_stale, refresh_result
from tests.results.scene import (
    NOW,
    ZONE,
    load_scores,
    make_scene,
    result_of,
    unit_of,
)

LATER = NOW + timedelta(minutes=5)


def test_a_result_that_was_never_computed_says_so_p16(session: Session) -> None:
    scene = make_scene(session)
    assert find_result_view(session, round_id=scene.round.id) is None
    with pytest.raises(NotFound, match="đang được tính"):
        get_result(session, round_id=scene.round.id)


def test_the_seal_is_the_hash_of_the_document_as_the_database_gives_it_back(
    session: Session, tmp_path: Path
) -> None:
    scene = make_scene(session)
    load_scores(scene, tmp_path)
    scene.answer("snv", "tt", polite="5", clear="3")
    result = compute_result(session, round_id=scene.round.id, now=NOW)
    session.expire_all()
    stored = session.get(Result, scene.round.id)
    assert stored is not None
    assert canonical_hash(stored.document) == stored.seal == result.seal


def test_the_same_inputs_give_the_same_seal_at_any_time(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="3")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    seal = get_result(session, round_id=scene.round.id).seal
    again = compute_result(session, round_id=scene.round.id, now=LATER)
    assert (again.seal, again.computed_at) == (seal, LATER)


def test_a_result_is_computed_again_only_when_something_changed(
    session: Session, tmp_path: Path
) -> None:
    scene = make_scene(session)

    def refreshed() -> bool:
        return refresh_result(session, round_id=scene.round.id, now=NOW)

    assert refreshed()
    assert not refreshed()
    scene.answer("snv", "tt", polite="5", clear="3")
    assert refreshed()
    assert not refreshed()
    load_scores(scene, tmp_path)
    assert refreshed()
    scene.population("snv", "tt", 5)
    assert refreshed()
    assert not refreshed()
    run = find_run(session, round_id=scene.round.id)
    assert run is not None
    assert run.snapshot_revision == 1


def test_an_answer_made_invalid_leaves_the_index_m1(session: Session) -> None:
    scene = make_scene(session)
    first = scene.answer("snv", "tt", polite="1", clear="1")
    scene.answer("snv", "tt", polite="5", clear="5")
    assert unit_of(scene, "snv").index == 50
    remark = Remark(
        unit_id=scene.ids["snv"],
        submission_id=first.submission_id,
        kind="validity",
        valid=False,
        rule="duplicate",
        reason="Phiếu trùng.",
        actor="system",
    )
    append_entry(session.connection(), way_in=scene.round, remark=remark, zone=ZONE, now=NOW)
    row = unit_of(scene, "snv")
    assert (row.n, row.index) == (1, 100)


def test_the_result_of_a_published_round_is_computed_once_more_and_then_stays(
    session: Session,
) -> None:
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="5")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    scene.answer("snv", "tt", polite="1", clear="1")
    scene.round.published_at = LATER
    session.flush()
    assert refresh_result(session, round_id=scene.round.id, now=LATER)
    assert unit_of(scene, "snv").index == 50
    scene.answer("snv", "tt", polite="1", clear="1")
    assert not refresh_result(session, round_id=scene.round.id, now=LATER)
    assert unit_of(scene, "snv").index == 50


def test_the_result_of_a_published_round_is_final_though_nothing_came_since(
    session: Session,
) -> None:
    """A result from before the publication could be computed anew by a newer programme."""
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="5")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    scene.round.published_at = LATER
    session.flush()
    assert not refresh_result(session, round_id=scene.round.id, now=NOW)
    seal = get_result(session, round_id=scene.round.id).seal
    assert refresh_result(session, round_id=scene.round.id, now=LATER)
    assert get_result(session, round_id=scene.round.id).computed_at == LATER
    assert not refresh_result(session, round_id=scene.round.id, now=LATER)
    rebuild_round(session, round_id=scene.round.id)
    assert not refresh_result(session, round_id=scene.round.id, now=LATER + timedelta(days=1))
    assert get_result(session, round_id=scene.round.id).seal == seal


def test_a_document_of_an_older_shape_is_computed_again(session: Session) -> None:
    scene = make_scene(session)
    result = compute_result(session, round_id=scene.round.id, now=NOW)
    result.document = {**result.document, "format": 0}
    session.flush()
    assert is_stale(session, round_id=scene.round.id, now=NOW)


def test_every_result_says_that_it_is_unweighted_and_whether_it_is_simulated(
    session: Session,
) -> None:
    real, simulated = make_scene(session), make_scene(session, simulated=True)
    for scene, label in ((real, False), (simulated, True)):
        result = compute_result(session, round_id=scene.round.id, now=NOW)
        view = view_of(result)
        assert (view.simulated, view.weighted) == (label, False)
        assert any("chưa có trọng số" in note for note in view.notes)
        assert any("MÔ PHỎNG" in note for note in view.notes) is label


def test_the_notes_are_true_of_the_programme_m5_m10(session: Session) -> None:
    scene = make_scene(session, method={"combine_forms": "per_form", "decimals": 3})
    notes = " ".join(result_of(scene).notes)
    assert "theo số hồ sơ" in notes
    assert "lệch 0,001 so" in notes


def test_maxima_keep_their_decimals(session: Session) -> None:
    sipas = {"code": "s", "name": "S", "kind": "sipas", "max_points": {"so": "13.5", "tw": 16}}
    scene = make_scene(session, parts=[sipas])
    result = compute_result(session, round_id=scene.round.id, now=NOW)
    assert result.document["units"][0]["max_points"] == "13.5"
    row = view_of(result).find_unit("snv")
    assert row is not None
    assert row.max_points == Fraction(Decimal("13.5"))


def test_reading_results_loads_no_statistics() -> None:
    code = (
        "import sys, surveyapp.results.queries, surveyapp.scores.services;"
        "print([name for name in ('numpy', 'pandas', 'scipy', 'analysis') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
