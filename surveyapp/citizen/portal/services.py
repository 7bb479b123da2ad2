"""Links for dossiers, and the rounds they can be asked for. Nothing is stored, nothing is told of
answers (P6): the same request always gets the same links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.accounts.api_keys.services import Caller
from surveyapp.citizen.portal import documents
from surveyapp.citizen.portal.offers import (
    Offer,
    get_round_for_links,
    list_open_rounds,
    make_offer,
)
from surveyapp.citizen.portal.reading import read_document
from surveyapp.citizen.portal.references import dossier_hash, normal_reference
from surveyapp.citizen.portal.refusals import BadValue
from surveyapp.citizen.portal.texts import short_texts
from surveyapp.platform.errors import NotAllowed, NotFound, SurveyError
from surveyapp.platform.vietnamese import without_controls
from surveyapp.rounds.links import LinkTarget, sign_link
from surveyapp.units.models import Unit


@dataclass(frozen=True, slots=True)
class Signing:
    """What links are made with."""

    keys: Mapping[int, bytes]
    public_url: str


def make_dossier_links(
    session: Session,
    *,
    caller: Caller,
    request: documents.LinksRequest,
    signing: Signing,
    zone: ZoneInfo,
    now: datetime,
) -> documents.LinksAnswer:
    """A link or a refusal for each dossier, in their order; one bad row never stops the rest.

    Raises NotFound, WrongState or BadValue about the round.
    """
    round_ = get_round_for_links(session, caller=caller, code=request.round, now=now)
    offer = make_offer(session, round_=round_, caller=caller, zone=zone, now=now)
    answers = [_answer(row, caller, offer, signing) for row in request.dossiers]
    return documents.LinksAnswer(round=round_.code, dossiers=answers)


def _answer(
    row: Any, caller: Caller, offer: Offer, signing: Signing
) -> documents.DossierLink | documents.RefusedDossier:
    try:
        return _link(read_document(documents.Dossier, row), caller, offer, signing)
    except SurveyError as error:
        reason = documents.DossierRefusal(
            code=error.code,
            message=without_controls(error.message),
            field=error.field,
            status=error.status,
        )
        return documents.RefusedDossier(reference=_sent_reference(row), error=reason)


def _sent_reference(row: Any) -> str | None:
    reference = row.get("reference") if isinstance(row, dict) else None
    return documents.mended(reference) if isinstance(reference, str) else None


def _link(
    dossier: documents.Dossier, caller: Caller, offer: Offer, signing: Signing
) -> documents.DossierLink:
    reference = normal_reference(dossier.reference)
    unit = _unit(dossier, caller, offer)
    language = dossier.language or "vi"
    target = LinkTarget(
        round_id=offer.round.id,
        unit_id=unit.id,
        counter_id=0,
        form=_form(dossier, offer),
        field_id=_field_id(dossier, unit, offer),
        dossier=_hash(reference, unit, offer, signing),
    )
    asked = "" if language == "vi" else f"?lang={language}"
    url = f"{signing.public_url}/q/{sign_link(target, keys=signing.keys)}{asked}"
    return documents.DossierLink(
        reference=dossier.reference,
        unit=unit.code,
        unit_name=unit.name,
        url=url,
        language=language,
        short_text=short_texts(language=language, unit=unit.name, url=url),
    )


def _hash(reference: str, unit: Unit, offer: Offer, signing: Signing) -> bytes:
    return dossier_hash(
        reference,
        authority_id=offer.round.authority_id,
        round_id=offer.round.id,
        unit_id=unit.id,
        keys=signing.keys,
    )


def _unit(dossier: documents.Dossier, caller: Caller, offer: Offer) -> Unit:
    code = caller.unit_code if dossier.unit is None else dossier.unit
    if not code:
        raise BadValue("missing", "Thiếu mục “unit”. Hãy ghi mã đơn vị.", field="unit")
    if not caller.may_name(code):
        # The same words whether there is such a unit or not (P24).
        message = "Khóa này chỉ dùng cho đơn vị của nó. Hãy ghi đúng mã đơn vị hoặc dùng khóa khác."
        raise NotAllowed("unit-not-allowed", message, field="unit")
    unit = offer.units.get(code)
    if unit is None:
        raise NotFound("unit", "Đợt này không có đơn vị mang mã ấy.", field="unit")
    return unit


def _form(dossier: documents.Dossier, offer: Offer) -> int:
    code = offer.default_form if dossier.form is None else dossier.form
    if code is None:
        known = ", ".join(offer.forms)
        message = f"Đợt này không có phiếu dành cho cổng dịch vụ công. Hãy ghi mã phiếu: {known}."
        raise BadValue("missing", message, field="form")
    position = offer.positions.get(code)
    if position is None:
        raise NotFound("form", "Đợt này không có phiếu mang mã ấy.", field="form")
    return position


def _field_id(dossier: documents.Dossier, unit: Unit, offer: Offer) -> int:
    if dossier.field is None:
        return 0
    handled = offer.fields.get(unit.id, ())
    found = next((field.id for field in handled if field.code == dossier.field), None)
    if found is None:
        message = "Đơn vị không phụ trách lĩnh vực mang mã ấy. Hãy bỏ mục này hoặc ghi mã khác."
        raise NotFound("field", message, field="field")
    return found


def describe_open_rounds(
    session: Session, *, caller: Caller, zone: ZoneInfo, now: datetime
) -> documents.RoundsAnswer:
    """The open rounds with the units, fields and forms that the key may name."""
    offers = [
        make_offer(session, round_=round_, caller=caller, zone=zone, now=now)
        for round_ in list_open_rounds(session, caller=caller, now=now)
    ]
    return documents.RoundsAnswer(rounds=[_described(offer, zone) for offer in offers])


def _described(offer: Offer, zone: ZoneInfo) -> documents.OpenRound:
    return documents.OpenRound(
        code=offer.round.code,
        name=offer.round.name,
        opens_at=offer.round.opens_at.astimezone(zone),
        closes_at=offer.round.closes_at.astimezone(zone),
        takes_dossiers=not offer.round.anonymous,
        units=[_open_unit(unit, offer) for unit in offer.units.values()],
        forms=_open_forms(offer),
    )


def _open_unit(unit: Unit, offer: Offer) -> documents.OpenUnit:
    handled = offer.fields.get(unit.id, ())
    fields = [documents.Named(code=field.code, name=field.name) for field in handled]
    return documents.OpenUnit(code=unit.code, name=unit.name, fields=fields)


def _open_forms(offer: Offer) -> list[documents.OpenForm]:
    return [
        documents.OpenForm(
            code=code,
            title=form.title["vi"],
            languages=form.languages,
            default=code == offer.default_form,
        )
        for code, form in offer.forms.items()
    ]
