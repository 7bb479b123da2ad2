"""`flask scores import ROUND FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from surveyapp.accounts.services import record_audit
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.faults import Faulty
from surveyapp.platform.sessions import database, now
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.scores.services import ScoreImport, import_scores

scores = AppGroup("scores", help="Điểm nhập từ ngoài: tự đánh giá, khảo sát cán bộ, điểm chuẩn.")
COMMANDS: tuple[click.Command, ...] = (scores,)

#: How many empty cells are named one by one.
_NAMED = 10


@scores.command("import")
@click.argument("round", metavar="ROUND")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--partial", is_flag=True, help="Chỉ nhập các đơn vị có trong tệp.")
def import_(round: str, file: Path, partial: bool) -> None:  # noqa: A002 -- click names it
    """Nhập điểm của đợt ROUND từ tệp CSV FILE.

    Các cột: unit, max_points (điểm chuẩn sau khi hạ) và mã từng phần điểm nhập từ ngoài; cột name
    được bỏ qua. Ô trống là chưa xác định. Có một lỗi thì không ghi gì.
    """
    try:
        with database().transaction() as session:
            found = get_round_by_reference(session, reference=round)
            done = import_scores(session, round_id=found.id, path=file, now=now(), partial=partial)
            record_audit(
                session,
                authority_id=found.authority_id,
                user_id=None,
                action="scores.import",
                subject=found.code,
                detail={"units": done.units, "figures": done.figures, "file": file.name},
                now=now(),
            )
    except Faulty as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"{error.message} Không ghi gì vào cơ sở dữ liệu.", err=True)
        raise click.exceptions.Exit(1) from None
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    _report(done)


def _report(done: ScoreImport) -> None:
    click.echo(f"Đã nhập {done.figures} số của {done.units} đơn vị.")
    if done.unknown:
        named = ", ".join(f"{unit}/{column}" for unit, column in done.unknown[:_NAMED])
        more = " ..." if len(done.unknown) > _NAMED else ""
        click.echo(f"Chưa xác định {len(done.unknown)} ô: {named}{more}.")
    if done.left_alone:
        click.echo(f"Không có trong tệp, giữ nguyên: {', '.join(done.left_alone)}.")
