"""Short codes: eight digits to type, for phones that cannot scan.

Seven digits are drawn; the eighth checks them by the method of H. M. Damm ("Total anti-symmetrische
Quasigruppen", thesis, Marburg 2004): it notices every single wrong digit and every swap of two
neighbours. A code is never changed and never given again, because it is printed.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round, ShortCode
from surveyapp.rounds.targets import list_targets

LENGTH = 8

#: Gives a whole number from 0 to below its argument.
Draw = Callable[[int], int]

#: A totally anti-symmetric quasigroup of order 10 whose diagonal is 0 (Damm 2004).
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """The digit that completes some digits; of complete ones that are right it is 0."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def is_right(code: str) -> bool:
    """Whether eight digits fit their check digit."""
    return check_digit(code) == "0"


def draw_code(draw: Draw = secrets.randbelow) -> str:
    """A new code. It does not begin with 0, which spreadsheets drop."""
    digits = str(10 ** (LENGTH - 2) + draw(9 * 10 ** (LENGTH - 2)))
    return digits + check_digit(digits)


def printed_code(code: str) -> str:
    """`12345674` as `1234-5674`, which is easier to read and to type."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def typed_digits(text: str) -> str:
    """The digits of what was typed, in whatever script; spaces, dashes and dots do not matter."""
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())


def allot_short_codes(
    session: Session, *, round_: Round, draw: Draw = secrets.randbelow
) -> dict[LinkTarget, str]:
    """Give a code to each link of a round that has none. Returns the codes of all links.

    Doing it twice, or at the same time as somebody else, changes no code.
    """
    wanted = [target.link for target in list_targets(session, round_=round_)]
    codes = short_codes(session, round_id=round_.id)
    while missing := [target for target in wanted if target not in codes]:
        _try_to_store(session, missing, draw)
        codes = short_codes(session, round_id=round_.id)
    return codes


def _try_to_store(session: Session, targets: list[LinkTarget], draw: Draw) -> None:
    """What meets a code or link that is taken is left out; the next look finds the rest."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(ShortCode).on_conflict_do_nothing()
    session.execute(statement, [_row(target) | {"code": draw_code(draw)} for target in targets])


def _row(target: LinkTarget) -> dict[str, int]:
    return {
        "round_id": target.round_id,
        "unit_id": target.unit_id,
        "counter_id": target.counter_id,
        "form": target.form,
        "field_id": target.field_id,
    }


def short_codes(session: Session, *, round_id: int) -> dict[LinkTarget, str]:
    """The codes of a round by what they lead to."""
    rows = session.execute(
        select(
            ShortCode.round_id,
            ShortCode.unit_id,
            ShortCode.counter_id,
            ShortCode.form,
            ShortCode.field_id,
            ShortCode.code,
        ).where(ShortCode.round_id == round_id)
    )
    return {LinkTarget(*row[:5]): row.code for row in rows}


def find_short_code(session: Session, *, code: str) -> LinkTarget | None:
    """What a code leads to."""
    found = session.get(ShortCode, code)
    if found is None:
        return None
    return LinkTarget(found.round_id, found.unit_id, found.counter_id, found.form, found.field_id)
