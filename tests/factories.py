"""Rows for tests that need some: each function stores one thing and what it cannot do without."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from surveyapp.platform.vietnamese import sort_key
from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.responses.models import LedgerEntry, Response
from surveyapp.rounds.models import Round
from surveyapp.units.models import Authority, Unit

Row = TypeVar("Row")
_numbers = itertools.count(1)
#: A moment inside the field dates of `make_round`.
MOMENT = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


def make_authority(session: Session, **values: Any) -> Authority:
    """Sở Nội vụ of some province."""
    return _stored(session, Authority, {"code": f"tinh-{next(_numbers)}", "name": "Tỉnh"} | values)


def make_unit(session: Session, *, authority: Authority, **values: Any) -> Unit:
    """A unit of an authority."""
    name = values.pop("name", "Sở Tư pháp")
    code = f"don-vi-{next(_numbers)}"
    known = {"authority_id": authority.id, "code": code, "name": name, "sort_key": sort_key(name)}
    return _stored(session, Unit, known | values)


def make_questionnaire(
    session: Session, *, authority: Authority, **values: Any
) -> QuestionnaireVersion:
    """A questionnaire version with an empty definition."""
    known = {
        "authority_id": authority.id,
        "code": f"phieu-{next(_numbers)}",
        "version": "1",
        "title": "Phiếu khảo sát",
        "definition": {},
        "content_hash": "0" * 64,
        "loaded_at": MOMENT,
    }
    return _stored(session, QuestionnaireVersion, known | values)


def make_programme(
    session: Session, *, authority: Authority, questionnaire: QuestionnaireVersion, **values: Any
) -> ProgrammeVersion:
    """A programme version with one form, not yet published."""
    known = {
        "authority_id": authority.id,
        "code": f"bo-chi-so-{next(_numbers)}",
        "version": "1",
        "name": "Bộ chỉ số",
        "definition": {},
        "content_hash": "0" * 64,
        "loaded_at": MOMENT,
        "forms": [ProgrammeForm(position=1, questionnaire_version_id=questionnaire.id)],
    }
    return _stored(session, ProgrammeVersion, known | values)


def make_round(session: Session, *, programme: ProgrammeVersion, **values: Any) -> Round:
    """A round that is open at `MOMENT`."""
    known = {
        "authority_id": programme.authority_id,
        "programme_version_id": programme.id,
        "code": f"dot-{next(_numbers)}",
        "name": "Đợt khảo sát",
        "window_from": date(2026, 1, 1),
        "window_to": date(2026, 5, 31),
        "opens_at": datetime(2026, 5, 31, 17, tzinfo=UTC),
        "closes_at": datetime(2026, 6, 30, 17, tzinfo=UTC),
        "created_at": MOMENT,
    }
    return _stored(session, Round, known | values)


def make_response(session: Session, *, round_: Round, unit: Unit, **values: Any) -> Response:
    """A stored response; in an anonymous round without time and receipt."""
    known = {
        "round_id": round_.id,
        "unit_id": unit.id,
        "submission_id": secrets.token_hex(16),
        "anonymous": round_.anonymous,
        "questionnaire_version_id": round_.programme.forms[0].questionnaire_version_id,
        "channel": "qr",
        "received_on": date(2026, 6, 15),
        "received_at": None if round_.anonymous else MOMENT,
        "receipt": None if round_.anonymous else secrets.token_hex(4),
        "answers": {},
        "content_hash": "0" * 64,
    }
    return _stored(session, Response, known | values)


def make_ledger_entry(session: Session, *, response: Response, **values: Any) -> LedgerEntry:
    """A ledger entry about a response."""
    known = {
        "round_id": response.round_id,
        "position": next(_numbers),
        "anonymous": response.anonymous,
        "unit_id": response.unit_id,
        "submission_id": response.submission_id,
        "kind": "validity",
        "valid": False,
        "rule": "late",
        "reason": "Gửi sau khi đợt đã đóng.",
        "actor": "system",
        "at": None if response.anonymous else MOMENT,
        "on_day": date(2026, 6, 15),
        "previous_hash": "0" * 64,
        "hash": "1" * 64,
    }
    return _stored(session, LedgerEntry, known | values)


def _stored(session: Session, model: type[Row], values: dict[str, Any]) -> Row:
    row = model(**values)
    session.add(row)
    session.flush()
    return row
