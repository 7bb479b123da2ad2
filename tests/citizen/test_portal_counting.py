"""Behind a link for a dossier: a form like any other, and one dossier counts once (P2)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from surveyapp.responses.cube import get_cube
from surveyapp.responses.models import DossierAnswer, LedgerEntry
from surveyapp.responses.recount import compare_counts
from surveyapp.responses.snapshot import count_round, rebuild_round
from tests.citizen.conftest import GOOD, Counter, receipt_on
from tests.citizen.portal import Portal, portal_forms, portal_programme
from tests.pages import parse

EARLIER = "Hồ sơ này đã có một phiếu gửi trước."
COUNTED = "Phiếu này được cộng với"


@pytest.fixture
def portal(make_counter: Callable[..., Counter]) -> Portal:
    """A portal with a key for every unit of an open round."""
    return Portal.of(make_counter(definition=portal_programme(), forms=portal_forms()))


def counted(portal: Portal) -> int:
    """How many answers count, by three counts that agree."""
    round_id = portal.counter.field.round.id
    with portal.counter.database.transaction() as session:
        count_round(session, round_id=round_id)
    with portal.counter.database.reading() as session:
        assert compare_counts(session, round_id=round_id).agree
        return int(get_cube(session, round_id=round_id).n)


def ledger(portal: Portal) -> list[tuple[str, bool | None]]:
    """Rule and validity of every entry."""
    with portal.counter.database.reading() as session:
        found = session.execute(select(LedgerEntry.rule, LedgerEntry.valid))
        return [(rule, valid) for rule, valid in found]


def test_an_answer_of_a_dossier_is_kept_with_its_hash_and_channel(portal: Portal) -> None:
    path = portal.link("H55-1")
    assert portal.counter.send(path=path).status_code == 200
    (row,) = portal.counter.stored()
    assert row.channel == "portal"
    assert row.dossier_hash is not None
    assert len(row.dossier_hash) == 20
    assert row.counter_id is None
    assert counted(portal) == 1


def test_p2_the_second_answer_of_a_dossier_is_kept_and_told_the_truth(portal: Portal) -> None:
    path = portal.link("H55-1")
    first = portal.counter.send(path=path)
    second = portal.counter.send(GOOD | {"polite": "1"}, path=portal.link("h55-1 ", language="en"))
    assert (first.status_code, second.status_code) == (200, 200)
    assert EARLIER not in first.text
    assert EARLIER in second.text
    assert COUNTED in first.text
    assert COUNTED not in second.text
    assert receipt_on(second) not in ("", receipt_on(first))
    assert len(portal.counter.stored()) == 2
    assert ledger(portal) == [("duplicate", False)]
    assert counted(portal) == 1


def test_the_thanks_for_a_dossier_invite_to_no_second_form(portal: Portal) -> None:
    path = portal.link("H55-1")
    links = [e.get("href", "") for e in parse(portal.counter.send(path=path).text).iter("a")]
    assert not any(link.startswith(path) for link in links)


def test_p1_p8_a_retry_is_no_duplicate(portal: Portal) -> None:
    path = portal.link("H55-1")
    hidden = portal.counter.open(path)
    pages = [portal.counter.send(hidden=hidden, path=path) for _ in range(3)]
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert EARLIER not in pages[-1].text
    assert len(portal.counter.stored()) == 1
    assert ledger(portal) == []
    assert counted(portal) == 1


def test_p3_opening_a_link_spends_nothing(portal: Portal) -> None:
    path = portal.link("H55-1")
    for _ in range(3):
        portal.counter.client.get(path)
        portal.counter.unchecked.head(path)
    hidden = portal.counter.open(path)
    assert portal.counter.client.post(path, data=hidden).status_code == 422
    with portal.counter.database.reading() as session:
        assert session.scalars(select(DossierAnswer)).all() == []
    assert portal.counter.send(path=path).status_code == 200
    assert ledger(portal) == []


def test_p11_an_edited_link_is_refused(portal: Portal) -> None:
    path = portal.link("H55-1")
    for position in range(len("/q/"), len(path)):
        letter = "a" if path[position] != "a" else "b"
        edited = path[:position] + letter + path[position + 1 :]
        # An edited key number reads as a key that is no longer accepted.
        assert portal.counter.client.get(edited).status_code in (404, 410)


def test_p2_of_fifty_at_once_one_counts_and_all_are_kept(portal: Portal) -> None:
    path = portal.link("H55-1")
    tokens = [portal.counter.open(path) for _ in range(50)]

    def send(number: int) -> int:
        sent = {**GOOD, "suggestion": f"Ý kiến {number}", **tokens[number]}
        return portal.counter.unchecked.post(path, data=sent).status_code

    with ThreadPoolExecutor(10) as people:
        statuses = set(people.map(send, range(50)))
    assert statuses == {200}
    assert len(portal.counter.stored()) == 50
    assert ledger(portal) == [("duplicate", False)] * 49
    with portal.counter.database.reading() as session:
        assert len(session.scalars(select(DossierAnswer)).all()) == 1
    assert counted(portal) == 1


def test_counting_between_the_answers_and_rebuilding_give_the_same(portal: Portal) -> None:
    for reference in ("H55-1", "H55-2", "H55-1", "H55-3", "H55-2"):
        portal.counter.send(path=portal.link(reference))
        counted(portal)
    portal.counter.send()
    assert counted(portal) == 4
    with portal.counter.database.transaction() as session:
        rebuild_round(session, round_id=portal.counter.field.round.id)
    assert counted(portal) == 4
