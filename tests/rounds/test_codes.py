"""Short codes: the check digit, drawing, allotting, and what is typed."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.rounds.codes import (
    allot_short_codes,
    check_digit,
    draw_code,
    find_short_code,
    is_right,
    printed_code,
    short_codes,
    typed_digits,
)
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round, ShortCode
from surveyapp.rounds.services import list_links
from tests.field import KEYS, make_field, programme

DIGITS = "0123456789"
#: Every state that some digits can lead to, by digits that lead there.
STATES = {check_digit(digits): digits for digits in map(str, range(1000))}


def drawn(*numbers: int) -> Callable[[int], int]:
    """A random source that gives these numbers, then goes on counting."""
    source: Iterator[int] = itertools.chain(numbers, itertools.count(1000))
    return lambda _below: next(source)


def test_the_check_digit_is_that_of_the_published_example() -> None:
    # H. M. Damm's example: 572 has the check digit 4.
    assert check_digit("572") == "4"
    assert is_right("5724")


def test_every_wrong_digit_and_every_swap_leads_elsewhere() -> None:
    """From every state, so for digits at every place of a code of any length."""
    assert len(STATES) == 10
    for before in STATES.values():
        after = [check_digit(before + digit) for digit in DIGITS]
        assert len(set(after)) == 10, "one wrong digit would go unnoticed"
        for one, other in itertools.combinations(DIGITS, 2):
            assert check_digit(before + one + other) != check_digit(before + other + one)
    # What is different at one place stays different to the end: each digit permutes the states.
    for digit in DIGITS:
        assert len({check_digit(before + digit) for before in STATES.values()}) == 10


@pytest.mark.parametrize("digits", ["1000000", "4711230", "9999999"])
def test_a_code_with_one_slip_is_wrong_wherever_the_slip_is(digits: str) -> None:
    code = digits + check_digit(digits)
    assert is_right(code)
    for place in range(8):
        for digit in set(DIGITS) - {code[place]}:
            assert not is_right(code[:place] + digit + code[place + 1 :])
    for place in range(7):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not is_right(swapped)


def test_a_drawn_code_has_eight_digits_and_does_not_begin_with_zero() -> None:
    for number in (0, 1, 8_999_999):
        code = draw_code(drawn(number))
        assert len(code) == 8
        assert code[0] != "0"
        assert is_right(code)
    assert len({draw_code() for _ in range(200)}) > 190


@pytest.mark.parametrize(
    "typed",
    [
        "12345674",
        "1234-5674",
        " 1234 5674 ",
        "1234.5674",
        "១២៣៤-៥៦៧៤",
        "１２３４5674",
        "mã: 1234–5674",
    ],
)
def test_spaces_dashes_and_the_digits_of_other_scripts_are_forgiven(typed: str) -> None:
    assert typed_digits(typed) == "12345674"
    assert printed_code("12345674") == "1234-5674"
    assert printed_code("") == ""


def test_a_round_is_made_with_a_code_for_every_link(session: Session) -> None:
    field = make_field(session)
    links = list_links(session, round_=field.round, keys=KEYS)
    assert len({link.code for link in links}) == len(links) == 2
    assert all(is_right(link.code) for link in links)
    for link in links:
        target = find_short_code(session, code=link.code)
        assert target is not None
        assert target.unit_id == link.unit.id
    assert find_short_code(session, code="12345674") is None


def test_codes_once_given_never_change(session: Session) -> None:
    field = make_field(session)
    before = short_codes(session, round_id=field.round.id)
    assert allot_short_codes(session, round_=field.round) == before


def test_a_code_that_is_taken_is_drawn_again(session: Session) -> None:
    first, second = make_field(session), make_field(session, definition=programme(code="hai"))
    taken = session.scalars(
        select(ShortCode.code).where(ShortCode.round_id == first.round.id)
    ).first()
    assert taken is not None
    for row in session.scalars(select(ShortCode).where(ShortCode.round_id == second.round.id)):
        session.delete(row)
    session.flush()
    same = int(taken[:7]) - 1_000_000
    codes = allot_short_codes(session, round_=second.round, draw=drawn(same, same, 5, 5))
    assert len(set(codes.values())) == 2
    assert taken not in codes.values()
    assert short_codes(session, round_id=first.round.id)


def test_a_link_that_is_new_gets_a_code_and_the_others_keep_theirs(session: Session) -> None:
    field = make_field(session)
    before = short_codes(session, round_id=field.round.id)
    lost, _code = next(iter(before.items()))
    row = session.scalars(select(ShortCode).where(ShortCode.unit_id == lost.unit_id)).one()
    session.delete(row)
    session.flush()
    assert [link.code for link in list_links(session, round_=field.round, keys=KEYS)].count("") == 1
    after = allot_short_codes(session, round_=field.round)
    assert after.keys() == before.keys()
    assert {k: v for k, v in after.items() if k != lost} == {
        k: v for k, v in before.items() if k != lost
    }


def test_two_who_allot_at_once_give_one_code_each_link(database: Database) -> None:
    with database.transaction() as session:
        round_id = make_field(session).round.id
        session.execute(delete(ShortCode))
    together = threading.Barrier(2)
    given: list[dict[LinkTarget, str]] = []

    def allot() -> None:
        together.wait()
        with database.transaction() as session:
            given.append(allot_short_codes(session, round_=session.get_one(Round, round_id)))

    threads = [threading.Thread(target=allot) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given[0] == given[1]
    assert len(given[0]) == 2
