"""The demonstration: the Sóc Trăng 2021 programme, an open round, and simulated answers.

Every simulated answer goes through the one door, so the demonstration exercises what it shows.
Loading again changes nothing: answers given meanwhile stay. A demonstration that was made before
there were populations gets one.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.accounts.models import Role
from surveyapp.accounts.services import create_user
from surveyapp.demo.answering import Answering, answer_all, rate_all
from surveyapp.demo.fitting import Target, fit_all
from surveyapp.demo.population import keep_population
from surveyapp.demo.simulation import shape_of
from surveyapp.platform.clock import local_day
from surveyapp.platform.errors import NotFound
from surveyapp.platform.faults import Faulty
from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.programmes.reading import read_programme
from surveyapp.programmes.services import load_programme
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import RoundDates, create_round
from surveyapp.scores.services import import_scores

ROUND_CODE = "soc-trang-2021"
USERNAME = "so-noi-vu"
#: Forms of the published survey of 2021.
PUBLISHED_FORMS = 2005
SEED = 2021
PROGRAMME = Path("forms/soc_trang_2021")
DATA = Path(__file__).parent / "data"
ROOT_FOLDER = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made, or found."""

    round_id: int
    round_code: str
    username: str
    responses: int
    #: Simulated quick ratings beside them.
    ratings: int
    not_exact: tuple[str, ...]
    created: bool
    #: Simulated dossiers stored now; 0 where a population was there.
    dossiers: int


def make_demonstration(
    session: Session, *, zone: ZoneInfo, password: str, now: datetime
) -> Demonstration:
    """Make the demonstration round and its user, or find them as they are."""
    try:
        found = get_round_by_reference(session, reference=ROUND_CODE)
    except NotFound:
        return _make(session, zone, password, now)
    dossiers = keep_population(session, round_=found, seed=SEED, now=now)
    return Demonstration(found.id, found.code, USERNAME, 0, 0, (), created=False, dossiers=dossiers)


def _make(session: Session, zone: ZoneInfo, password: str, now: datetime) -> Demonstration:
    source = _source(ROOT_FOLDER / PROGRAMME)
    programme = load_programme(session, source=source, now=now).programme_version
    round_ = _open_round(session, programme, zone, now)
    targets = published_targets(source)
    fits = fit_all(targets, shape_of(source.questionnaires), total=PUBLISHED_FORMS)
    answering = Answering(session, round_, fits, targets, SEED, zone, now)
    responses = answer_all(answering, habits=DATA / "habits.yaml")
    ratings = rate_all(answering)
    dossiers = keep_population(session, round_=round_, seed=SEED, now=now)
    import_scores(session, round_id=round_.id, path=DATA / "scores.csv", now=now)
    create_user(
        session,
        authority_id=round_.authority_id,
        username=USERNAME,
        name="Sở Nội vụ (trình diễn)",
        role=Role.ADMINISTRATOR,
        password=password,
        now=now,
    )
    not_exact = tuple(unit for unit, fit in fits.items() if not fit.exact)
    return Demonstration(
        round_.id,
        ROUND_CODE,
        USERNAME,
        responses,
        ratings,
        not_exact,
        created=True,
        dossiers=dossiers,
    )


def _source(folder: Path) -> ProgrammeSource:
    source, faults = read_programme(folder)
    if source is None:
        raise Faulty(faults)
    return source


def _open_round(
    session: Session, programme: ProgrammeVersion, zone: ZoneInfo, now: datetime
) -> Round:
    """A round that is open from today for one year, about the dossiers of 2021."""
    today = local_day(now, zone)
    dates = RoundDates(
        opens_on=today,
        closes_on=today + timedelta(days=365),
        window_from=date(2021, 1, 1),
        window_to=date(2021, 12, 31),
    )
    return create_round(
        session,
        programme=programme,
        code=ROUND_CODE,
        name="Khảo sát sự hài lòng năm 2021, tỉnh Sóc Trăng (trình diễn)",
        dates=dates,
        zone=zone,
        now=now,
        simulated=True,
    )


def published_targets(source: ProgrammeSource) -> dict[str, Target]:
    """The published index and points of every unit of the programme, in list order."""
    with (DATA / "published_sipas.csv").open(encoding="utf-8") as file:
        rows = {row["unit"]: row for row in csv.DictReader(file)}
    definition = source.definition
    part = definition.index_part
    maxima: Mapping[str, object] = part.max_points if part else {}
    return {
        unit.code: Target(
            index=_hundredths(rows[unit.code]["index"]),
            points=_hundredths(rows[unit.code]["points"]),
            max_points=int(str(maxima[unit.group])),
        )
        for unit in definition.units
    }


def _hundredths(text: str) -> int:
    """`97.92` as 9792; the published figures always have two decimals."""
    return int(text.replace(".", ""))
