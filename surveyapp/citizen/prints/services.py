"""The cards of a round, and asking the worker for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.citizen.prints.card import Card, make_cards
from surveyapp.platform.errors import NotFound
from surveyapp.platform.jobs.models import Job
from surveyapp.platform.jobs.services import enqueue_job
from surveyapp.questionnaires.queries import definition_of
from surveyapp.rounds.links import BadLink, OldLink, read_link
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_id, list_forms
from surveyapp.rounds.services import RoundLink, list_links

CARDS_JOB = "citizen.cards"


def round_cards(
    session: Session, *, round_: Round, keys: Mapping[int, bytes], public_url: str
) -> list[Card]:
    """The cards of every link of a round, in the order of the links."""
    links = list_links(session, round_=round_, keys=keys)
    return _cards(session, round_, links, public_url)


def get_card(
    session: Session, *, link: str, authority_id: int, keys: Mapping[int, bytes], public_url: str
) -> tuple[Round, Card]:
    """The card of one link and its round. Raises NotFound, also for rounds of other authorities."""
    missing = NotFound("card", "Không có thẻ QR này.")
    try:
        round_id = read_link(link, keys=keys).round_id
    except (BadLink, OldLink):
        raise missing from None
    round_ = get_round_by_id(session, round_id=round_id)
    if round_.authority_id != authority_id:
        raise missing
    links = list_links(session, round_=round_, keys=keys)
    cards = _cards(session, round_, [one for one in links if one.text == link], public_url)
    if not cards:
        raise missing
    return round_, cards[0]


def order_cards(session: Session, *, round_: Round, public_url: str, now: datetime) -> Job:
    """Ask the worker for the ZIP of all cards of a round."""
    arguments = {"round_id": round_.id, "public_url": public_url}
    return enqueue_job(session, kind=CARDS_JOB, arguments=arguments, now=now)


def _cards(session: Session, round_: Round, links: list[RoundLink], public_url: str) -> list[Card]:
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    definitions = {
        form.questionnaire_version_id: definition_of(form.questionnaire) for form in forms
    }
    return make_cards(links, round_=round_, forms=definitions, public_url=public_url)
