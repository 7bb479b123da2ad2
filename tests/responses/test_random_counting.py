"""Whatever happens in whatever order: cells, packed answers and SQL count the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.responses import segments, snapshot
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import Response, Segment
from surveyapp.responses.queries import count_waiting, snapshot_head
from surveyapp.responses.recount import count_by_sql
from surveyapp.responses.snapshot import count_round, rebuild_round
from tests.field import NOON, ZONE, Field, answer, make_field, programme, questionnaire

#: None and "" are the same cell; the others are not what an office would write, and still count.
FIELDS = (None, "", "ho_tich", "HO_TICH", "hộ tịch", "đất đai / 'x' + y", "f" * 64)
LEVELS = ("1", "2", "3", "4", "5", "no_opinion")
STEPS = 50


def other_form() -> dict[str, object]:
    """A second form: one item of the first with fewer answers, one of its own, other order."""
    items = [
        {"id": "on_time", "type": "satisfaction", "text": "Đúng hẹn", "criterion": "on_time"},
        {"id": "note", "type": "text", "text": "Ghi chú"},
        {"id": "kind", "type": "satisfaction", "text": "Niềm nở", "criterion": "polite"},
    ]
    sections = [{"code": "all", "title": "Đánh giá", "items": items}]
    return {"code": "portal_form", "number": "02/TT", "reached": "portal", "sections": sections}


class Story:
    """A round to which things happen in random order."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.random = Random(seed)
        forms = (questionnaire(), questionnaire(**other_form()))
        definition = programme(questionnaires=["counter_form", "portal_form"])
        self.field = make_field(session, definition=definition, forms=forms, days=0)
        self.round_id = self.field.round.id
        # A round beside it, whose answers and entries are nobody's business here.
        self.beside = make_field(session, definition=definition, forms=forms, days=0)

    def answers(self) -> None:
        """Some answers come, on time or late."""
        for _ in range(self.random.randint(1, 9)):
            self._answer(self.field)
        self._answer(self.beside)

    def _answer(self, field: Field) -> None:
        random = self.random
        form = random.randint(1, 2)
        late = timedelta(days=1) if random.random() < 0.2 else timedelta()
        posted = {}
        for item in (("polite", "on_time"), ("on_time", "kind"))[form - 1]:
            if item == "polite" or random.random() < 0.8:
                most = 5 if item == "on_time" and form == 1 else 4
                posted[item] = [LEVELS[random.randint(0, most)]]
        answer(
            self.session,
            field,
            posted,
            unit=random.randint(0, 1),
            form=form,
            field_code=random.choice(FIELDS),
            now=NOON + late,
        )

    def remarks(self) -> None:
        """Validity of some answers flips back and forth; some get a flag, which says nothing."""
        rows = self.session.execute(
            select(Response.unit_id, Response.submission_id)
            .where(Response.round_id == self.round_id)
            .order_by(Response.submission_id)
        ).all()
        for unit_id, id_ in self.random.choices(rows, k=7) if rows else ():
            for _ in range(self.random.randint(1, 3)):
                kind = self.random.choice(("validity", "validity", "flag"))
                valid = self.random.random() < 0.5 if kind == "validity" else None
                remark = Remark(unit_id, id_, kind, valid, "re_check", "", "snv")
                append_entry(
                    self.session.connection(),
                    way_in=self.field.round,
                    remark=remark,
                    zone=ZONE,
                    now=NOON,
                )

    def some(self) -> None:
        """The worker packs one batch and leaves the rest."""
        count_round(self.session, round_id=self.round_id, batches=1)

    def everything(self) -> None:
        """The worker packs what waits."""
        count_round(self.session, round_id=self.round_id)

    def rebuild(self) -> None:
        """Everything is thrown away and counted again; nothing may differ."""
        rebuild_round(self.session, round_id=self.round_id)

    def check(self) -> None:
        """All three ways of counting say the same once nothing waits."""
        if count_waiting(self.session, round_id=self.round_id):
            return
        before = snapshot_head(self.session, round_id=self.round_id)
        if count_round(self.session, round_id=self.round_id):
            assert snapshot_head(self.session, round_id=self.round_id) != before
        stored, packed, counted = (
            count(self.session, round_id=self.round_id)
            for count in (get_cube, count_segments, count_by_sql)
        )
        assert same_counts(stored, counted)
        assert same_counts(packed, counted)
        packed_rows = self.session.scalars(
            select(Segment.size).where(Segment.round_id == self.round_id)
        )
        stored_rows = self.session.scalars(
            select(Response.submission_id).where(Response.round_id == self.round_id)
        )
        assert sum(packed_rows) == len(stored_rows.all())


@pytest.mark.parametrize("seed", range(4))
def test_three_ways_of_counting_agree_whatever_happens(
    session: Session, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(segments, "SEGMENT_SIZE", 5)
    monkeypatch.setattr(snapshot, "BATCH", 7)
    story = Story(session, seed)
    deeds: list[Callable[[], None]] = [
        *(story.answers, story.answers, story.remarks, story.some),
        *(story.some, story.everything, story.rebuild),
    ]
    for _ in range(STEPS):
        story.random.choice(deeds)()
        story.check()
    story.everything()
    story.check()
    assert get_cube(session, round_id=story.round_id).n > 20
