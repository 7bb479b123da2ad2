"""Reads of rounds, and of what a link names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, contains_eager, joinedload

from surveyapp.platform.errors import Invalid, NotFound
from surveyapp.programmes.models import ProgrammeForm
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.rounds.models import Population, Round
from surveyapp.units.models import Authority

#: Unit id, channel code and field code ("" where the channel is not divided by field).
PopulationKey = tuple[int, str, str]


def lock_round(executor: Session | Connection, *, round_id: int) -> None:
    """Wait for one's turn to change what belongs to a round; the turn lasts until the commit.

    Responses come in meanwhile: their foreign key does not meet this lock. On SQLite the
    transaction itself is the lock.
    """
    executor.execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=True))


def get_round(session: Session, *, authority_id: int, code: str) -> Round:
    """The round of an authority with this code, its programme loaded. Raises NotFound."""
    found = session.scalar(
        select(Round)
        .where(Round.authority_id == authority_id, Round.code == code)
        .options(joinedload(Round.programme))
    )
    if found is None:
        raise NotFound("round", f"Không có đợt khảo sát mang mã “{code}”.", field="round")
    return found


def get_round_by_id(session: Session, *, round_id: int) -> Round:
    """The round with this id, its programme loaded. Raises NotFound."""
    found = session.get(Round, round_id, options=[joinedload(Round.programme)])
    if found is None:
        raise NotFound("round", "Không có đợt khảo sát này.", field="round")
    return found


def get_round_by_reference(session: Session, *, reference: str) -> Round:
    """The round that an operator names as `CODE` or, when several bodies use it, `AUTHORITY/CODE`.

    Raises NotFound or Invalid.
    """
    authority_code, _, code = reference.rpartition("/")
    query = select(Round).join(Authority).where(Round.code == code)
    if authority_code:
        query = query.where(Authority.code == authority_code)
    found = session.scalars(query.options(joinedload(Round.programme)).order_by(Round.id)).all()
    if not found:
        raise NotFound("round", f"Không có đợt khảo sát mang mã “{reference}”.", field="round")
    if len(found) > 1:
        raise Invalid(
            "ambiguous-round",
            f"Có {len(found)} đợt mang mã “{code}”. Hãy ghi kèm mã cơ quan: co-quan/{code}.",
            field="round",
        )
    return found[0]


def list_rounds(session: Session, *, authority_id: int) -> Sequence[Round]:
    """The rounds of an authority, the latest first, their programmes loaded."""
    return session.scalars(
        select(Round)
        .where(Round.authority_id == authority_id)
        .options(joinedload(Round.programme))
        .order_by(Round.opens_at.desc(), Round.id.desc())
    ).all()


def list_all_rounds(session: Session) -> Sequence[Round]:
    """The rounds of every authority, for the operator; the latest first in each."""
    return session.scalars(
        select(Round)
        .join(Authority)
        .options(contains_eager(Round.authority))
        .order_by(Authority.code, Round.opens_at.desc(), Round.id.desc())
    ).all()


def list_round_ids(session: Session) -> Sequence[int]:
    """Every round of every authority, for the worker."""
    return session.scalars(select(Round.id).order_by(Round.id)).all()


def list_forms(session: Session, *, programme_version_id: int) -> Sequence[ProgrammeForm]:
    """The forms of a programme version in link order, their questionnaires loaded."""
    return session.scalars(
        select(ProgrammeForm)
        .where(ProgrammeForm.programme_version_id == programme_version_id)
        .options(joinedload(ProgrammeForm.questionnaire))
        .order_by(ProgrammeForm.position)
    ).all()


def populations(session: Session, *, round_id: int) -> dict[PopulationKey, int]:
    """Finished dossiers by unit id, channel and field; empty where none were imported."""
    rows = session.execute(
        select(
            Population.unit_id, Population.channel, Population.field_code, Population.dossiers
        ).where(Population.round_id == round_id)
    )
    return {(unit_id, channel, field): dossiers for unit_id, channel, field, dossiers in rows}


def find_questionnaire_id(session: Session, *, programme_version_id: int, code: str) -> int | None:
    """The questionnaire version that a programme uses under this code."""
    return session.scalar(
        select(QuestionnaireVersion.id)
        .join(ProgrammeForm, ProgrammeForm.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            ProgrammeForm.programme_version_id == programme_version_id,
            QuestionnaireVersion.code == code,
        )
    )
