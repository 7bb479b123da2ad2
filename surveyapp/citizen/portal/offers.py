"""What an open round offers to a key: its units with their fields, and its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.accounts.api_keys.services import Caller
from surveyapp.citizen.portal.queries import list_fields_by_unit, list_units_by_code
from surveyapp.citizen.portal.refusals import BadValue
from surveyapp.platform.clock import local_day
from surveyapp.platform.errors import NotFound, WrongState
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import list_forms, list_rounds
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.units.models import Field, Unit


@dataclass(frozen=True, slots=True)
class Offer:
    """A round as a key sees it. Units stand in list order, forms in the order of links."""

    round: Round
    units: Mapping[str, Unit]
    #: Fields by unit id.
    fields: Mapping[int, Sequence[Field]]
    forms: Mapping[str, QuestionnaireDefinition]
    positions: Mapping[str, int]

    @property
    def default_form(self) -> str | None:
        """The first form that people reach through the portal."""
        return next((c for c, form in self.forms.items() if form.reached == "portal"), None)


def list_open_rounds(session: Session, *, caller: Caller, now: datetime) -> list[Round]:
    """The rounds of the key's authority that take answers now, the latest first."""
    rounds = list_rounds(session, authority_id=caller.authority_id)
    return [one for one in rounds if state_of(one, now=now) is RoundState.OPEN]


def get_round_for_links(
    session: Session, *, caller: Caller, code: str | None, now: datetime
) -> Round:
    """The round that links are asked for: the named one, or the only one that takes dossiers.

    Raises NotFound, WrongState (not open, or anonymous: P5) or BadValue where one must be named.
    """
    if code is None:
        return _only_round(list_open_rounds(session, caller=caller, now=now))
    rounds = list_rounds(session, authority_id=caller.authority_id)
    found = next((one for one in rounds if one.code == code), None)
    if found is None:
        raise NotFound("round", "Không có đợt khảo sát mang mã này.", field="round")
    if state_of(found, now=now) is not RoundState.OPEN:
        raise WrongState("round-not-open", "Đợt khảo sát này không đang mở.", field="round")
    if found.anonymous:
        raise _anonymous()
    return found


def _only_round(rounds: Sequence[Round]) -> Round:
    taking = [one for one in rounds if not one.anonymous]
    if len(taking) == 1:
        return taking[0]
    if taking:
        codes = ", ".join(one.code for one in taking)
        raise BadValue(
            "several-rounds", f"Có nhiều đợt đang mở, hãy ghi mã đợt: {codes}.", field="round"
        )
    if rounds:
        raise _anonymous()
    raise WrongState("no-open-round", "Không có đợt khảo sát nào đang mở.", field="round")


def _anonymous() -> WrongState:
    return WrongState(
        "anonymous-round",
        "Đợt khảo sát này ẩn danh nên không có đường dẫn theo hồ sơ. Hãy dùng mã QR của đơn vị.",
        field="round",
    )


def make_offer(
    session: Session, *, round_: Round, caller: Caller, zone: ZoneInfo, now: datetime
) -> Offer:
    """What the key may name in a round: units outside its reach are left out (P24)."""
    registered = list_units_by_code(session, authority_id=round_.authority_id)
    rated = [row.code for row in definition_of(round_.programme).units]
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    today = local_day(now, zone)
    return Offer(
        round=round_,
        units={code: registered[code] for code in rated if caller.may_name(code)},
        fields=list_fields_by_unit(session, authority_id=round_.authority_id, today=today),
        forms={form.questionnaire.code: questionnaire_of(form.questionnaire) for form in forms},
        positions={form.questionnaire.code: form.position for form in forms},
    )
