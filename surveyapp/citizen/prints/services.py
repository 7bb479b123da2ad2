"""The prints of a round, and asking the worker for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.citizen.prints import queries
from surveyapp.citizen.prints.content import Print, make_prints
from surveyapp.citizen.prints.order import PrintChoice, PrintOrder
from surveyapp.platform.errors import Invalid, NotFound
from surveyapp.platform.jobs.services import enqueue_job
from surveyapp.questionnaires.queries import definition_of
from surveyapp.rounds.codes import allot_short_codes
from surveyapp.rounds.links import BadLink, OldLink, read_link
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_id, list_forms
from surveyapp.rounds.services import RoundLink, list_links


def round_prints(
    session: Session,
    *,
    round_: Round,
    choice: PrintChoice,
    keys: Mapping[int, bytes],
    public_url: str,
) -> list[Print]:
    """The prints of the chosen links of a round, in the order of the links."""
    links = choice.of(list_links(session, round_=round_, keys=keys))
    return _prints(session, round_, links, public_url)


def get_print(
    session: Session, *, link: str, authority_id: int, keys: Mapping[int, bytes], public_url: str
) -> tuple[Round, Print]:
    """The print of one link and its round.

    Raises NotFound, also for rounds of other authorities.
    """
    missing = NotFound("card", "Không có thẻ QR này.")
    try:
        round_id = read_link(link, keys=keys).round_id
    except (BadLink, OldLink):
        raise missing from None
    round_ = get_round_by_id(session, round_id=round_id)
    if round_.authority_id != authority_id:
        raise missing
    links = list_links(session, round_=round_, keys=keys)
    prints = _prints(session, round_, [one for one in links if one.text == link], public_url)
    if not prints:
        raise missing
    return round_, prints[0]


def order_prints(
    session: Session,
    *,
    round_: Round,
    choice: PrintChoice,
    label: str,
    keys: Mapping[int, bytes],
    public_url: str,
    now: datetime,
) -> PrintOrder:
    """Ask the worker for the ZIP of the chosen prints; links without a short code get one.

    `label` names the order in addresses. Raises Invalid where nothing is chosen.
    """
    if not choice.chosen_formats:
        raise Invalid("no-format", "Hãy chọn ít nhất một khổ in.", field="formats")
    allot_short_codes(session, round_=round_)
    links = choice.of(list_links(session, round_=round_, keys=keys))
    if not links:
        raise Invalid("no-links", "Không có đường dẫn nào hợp với lựa chọn này.", field="units")
    arguments = {
        "round_id": round_.id,
        "public_url": public_url,
        "order": label,
        "prints": len(links),
        **choice.arguments(),
    }
    job = enqueue_job(session, kind=queries.PRINTS_JOB, arguments=arguments, now=now)
    return PrintOrder.of(job)


def list_orders(session: Session, *, round_: Round) -> list[PrintOrder]:
    """The orders of a round, the latest first."""
    return [PrintOrder.of(job) for job in queries.list_jobs(session, round_id=round_.id)]


def get_order(session: Session, *, round_: Round, label: str) -> PrintOrder:
    """One order of a round. Raises NotFound."""
    job = queries.find_job(session, round_id=round_.id, label=label)
    if job is None:
        raise NotFound("prints", "Không có lần chuẩn bị bản in này.")
    return PrintOrder.of(job)


def _prints(
    session: Session, round_: Round, links: list[RoundLink], public_url: str
) -> list[Print]:
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    definitions = {
        form.questionnaire_version_id: definition_of(form.questionnaire) for form in forms
    }
    return make_prints(links, round_=round_, forms=definitions, public_url=public_url)
