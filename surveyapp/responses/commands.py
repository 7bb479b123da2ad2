"""`flask responses check`, `rebuild` and `flags`. Loads the statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from surveyapp.accounts.services import record_audit
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.formats import number
from surveyapp.platform.sessions import database, now, settings
from surveyapp.responses.flag_list import write_flags
from surveyapp.responses.flags import limits_of
from surveyapp.responses.queries import count_waiting, last_ledger_position, snapshot_head
from surveyapp.responses.recount import Recount, compare_counts
from surveyapp.responses.snapshot import count_round, rebuild_round
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_reference

responses_group = AppGroup(
    "responses", help="Phiếu: kiểm tra số đếm, đếm lại từ đầu, phiếu được đánh dấu."
)
COMMANDS: tuple[click.Command, ...] = (responses_group,)

#: How often counting is tried again where answers come faster than it ends.
_TRIES = 5


@responses_group.command("check")
@click.argument("reference", metavar="ROUND")
def check(reference: str) -> None:
    """Đếm đợt ROUND theo ba cách và so sánh; mã thoát 1 nếu lệch.

    Ba cách: các ô đếm đã lưu, các câu trả lời đã nén, và từng phiếu gốc. Các phiếu còn chờ được đếm
    trước khi so sánh.
    """
    with database().reading() as session:
        round_ = _round(session, reference)
    _report(reference, _recount(round_.id))


@responses_group.command("rebuild")
@click.argument("reference", metavar="ROUND")
def rebuild(reference: str) -> None:
    """Bỏ mọi số đếm của đợt ROUND, đếm lại từ phiếu gốc và sổ ghi, rồi kiểm tra.

    Không phiếu nào thay đổi. Việc này giữ khóa đến khi xong: nên chạy lúc ít người gửi phiếu.
    """
    with database().transaction() as session:
        round_ = _round(session, reference)
        rebuild_round(session, round_id=round_.id, limits=limits_of(settings()))
        record_audit(
            session,
            authority_id=round_.authority_id,
            user_id=None,
            action="responses.rebuild",
            subject=round_.code,
            now=now(),
        )
    click.echo(f"Đã đếm lại đợt {reference} từ phiếu gốc.")
    _report(reference, _recount(round_.id))


@responses_group.command("flags")
@click.argument("reference", metavar="ROUND")
def flags(reference: str) -> None:
    """Ghi ra CSV các phiếu của đợt ROUND được đánh dấu để xem lại, sau khi đếm các phiếu còn chờ.

    Các cột round, unit, receipt, rule, reason, time, cách nhau bằng dấu chấm phẩy; mở được bằng
    Excel. Phiếu có dấu vẫn tính vào chỉ số cho đến khi có người quyết định.
    """
    with database().reading() as session:
        round_ = _round(session, reference)
    _count_waiting(round_.id)
    with database().reading() as session, click.open_file("-", "wb") as file:
        written = write_flags(session, file, round_=round_, zone=settings().zone)
    click.echo(f"Đã ghi {number(written.rows)} dòng; SHA-256 {written.sha256}.", err=True)


def _round(session: Session, reference: str) -> Round:
    try:
        return get_round_by_reference(session, reference=reference)
    except SurveyError as error:
        raise click.ClickException(error.message) from None


def _recount(round_id: int) -> Recount:
    """Count what waits, in short transactions, and compare at a moment when nothing does."""
    for _ in range(_TRIES):
        _count_waiting(round_id)
        with _one_moment() as session:
            _, applied = snapshot_head(session, round_id=round_id)
            entries = last_ledger_position(session, round_id=round_id)
            if entries == applied and not count_waiting(session, round_id=round_id):
                return compare_counts(session, round_id=round_id)
    raise click.ClickException("Phiếu đang đến liên tục, chưa so sánh được. Xin chạy lại sau.")


def _count_waiting(round_id: int) -> None:
    changed = True
    while changed:
        with database().transaction() as session:
            limits = limits_of(settings())
            changed = count_round(session, round_id=round_id, batches=1, limits=limits)


@contextmanager
def _one_moment() -> Iterator[Session]:
    """A reading session whose queries all see the same moment, as they always do on SQLite."""
    with database().reading() as session:
        if not database().is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _report(reference: str, recount: Recount) -> None:
    figures = f"{number(recount.responses)} phiếu hợp lệ, {number(recount.answers)} câu trả lời"
    if recount.agree:
        click.echo(f"Đợt {reference}: ba cách đếm khớp nhau ({figures}).")
        return
    click.echo(f"Đợt {reference}: đếm từ phiếu gốc được {figures}.", err=True)
    _name("Các ô đếm đã lưu", recount.stored)
    _name("Các câu trả lời đã nén", recount.packed)
    click.echo(f"Cách sửa: flask responses rebuild {reference}", err=True)
    raise click.exceptions.Exit(1)


def _name(what: str, units: Sequence[str]) -> None:
    if units:
        click.echo(f"{what} lệch ở {len(units)} đơn vị: {', '.join(units)}.", err=True)
