"""What a new round is filled with before anybody types: a code, a name and the usual dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sqlalchemy.orm import Session

from surveyapp.platform.vietnamese import slug
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.rounds import queries
from surveyapp.rounds.services import RoundDates

#: How long answers are taken unless somebody says otherwise.
FIELD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that is free, a name, and dates around today."""

    code: str
    name: str
    dates: RoundDates


def propose_round(session: Session, *, programme: ProgrammeVersion, today: date) -> Proposal:
    """Propose a round that begins today and rates the dossiers finished this year."""
    rounds = queries.list_rounds(session, authority_id=programme.authority_id)
    taken = {round_.code for round_ in rounds}
    stem = f"{slug(programme.authority.code)}-{today:%Y-%m}"
    code = (
        stem
        if stem not in taken
        else next(name for n in count(2) if (name := f"{stem}-{n}") not in taken)
    )
    dates = RoundDates(
        opens_on=today,
        closes_on=today + timedelta(days=FIELD_DAYS - 1),
        window_from=today.replace(month=1, day=1),
        window_to=today,
    )
    return Proposal(code, f"Khảo sát hài lòng tháng {today:%m/%Y}", dates)
