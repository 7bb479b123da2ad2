"""`flask results show`, `publish` and `reproduce`. Loads the statistics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from surveyapp.accounts.services import record_audit
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.formats import number
from surveyapp.platform.sessions import database, now, settings
from surveyapp.programmes.queries import definition_of
from surveyapp.responses.flags import limits_of
from surveyapp.results import exports, listing
from surveyapp.results.publishing import publish_round
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.reproduction import reproduction_report
from surveyapp.results.services import PreparedRun, prepare_run, refresh_round
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_reference

results = AppGroup("results", help="Kết quả: chỉ số, điểm quy đổi, xếp hạng.")
COMMANDS: tuple[click.Command, ...] = (results,)

_PRINTERS = {
    ("table", "unit"): listing.unit_tables,
    ("table", "factor"): listing.factor_tables,
    ("table", "criterion"): listing.criterion_tables,
    ("table", "par"): listing.score_tables,
    ("csv", "unit"): exports.unit_csv,
    ("csv", "factor"): exports.factor_csv,
    ("csv", "criterion"): exports.criterion_csv,
    ("csv", "par"): exports.score_csv,
}


@results.command("show")
@click.argument("round", metavar="ROUND")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@click.option(
    "--level",
    type=click.Choice(["unit", "factor", "criterion"]),
    default="unit",
    help="Mức chi tiết của bảng và CSV; JSON luôn có mọi mức.",
)
@click.option("--par", is_flag=True, help="Bảng Chỉ số CCHC thay cho bảng SIPAS.")
def show(round: str, form: str, level: str, par: bool) -> None:  # noqa: A002 -- click names it
    """In kết quả của đợt ROUND, sau khi đếm các phiếu còn chờ.

    CSV ghi số đầy đủ (20 chữ số có nghĩa, dấu chấm thập phân); ô trống là chưa xác định.
    """
    if par and level != "unit":
        raise click.UsageError("--par chỉ có ở mức đơn vị, không dùng cùng --level.")
    try:
        with database().reading() as session:
            round_id = get_round_by_reference(session, reference=round).id
        limits = limits_of(settings())
        refresh_round(database(), round_id=round_id, now=now(), limits=limits)
        with database().reading() as session:
            result = get_result(session, round_id=round_id)
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    if form == "json":
        click.echo(exports.result_json(result))
    else:
        printer = _PRINTERS[form, "par" if par else level]
        click.echo(printer(view_of(result)), nl=form != "csv")


@results.command("publish")
@click.argument("round", metavar="ROUND")
def publish(round: str) -> None:  # noqa: A002 -- click names it
    """Công bố kết quả của đợt ROUND đã đóng; từ đó kết quả giữ nguyên và ai cũng xem được."""
    try:
        with database().reading() as session:
            round_id = get_round_by_reference(session, reference=round).id
        moment = now()
        refresh_round(database(), round_id=round_id, now=moment, limits=limits_of(settings()))
        with database().reading() as session:
            run = prepare_run(session, round_id=round_id, now=moment)
        with database().transaction() as session:
            round_ = publish_round(session, run=run, now=moment)
            record_audit(
                session,
                authority_id=round_.authority_id,
                user_id=None,
                action="round.publish",
                subject=round_.code,
                now=moment,
            )
            lines = list(_published(round_, run))
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    for line in lines:
        click.echo(line)


def _published(round_: Round, run: PreparedRun) -> Iterator[str]:
    forms, seal = number(run.document["n"]), run.seal[:16]
    first = definition_of(round_.programme).units[0].code
    yield f"Đã công bố kết quả đợt “{round_.name}” ({round_.code}): {forms} phiếu hợp lệ."
    yield f"Mã niêm phong: {seal}. Kết quả này không thay đổi nữa."
    address = f"{settings().public_url}/ket-qua/{round_.authority.code}/{first}"
    yield f"Trang công khai của từng đơn vị, ví dụ: {address}"


@results.command("reproduce")
@click.argument("sipas", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("par", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def reproduce(sipas: Path, par: Path) -> None:
    """Tính lại hai bảng đã công bố (CSV) và liệt kê mọi chỗ lệch.

    SIPAS có các cột group, rank_in_group, code, name_vi, sipas_pct, points, max_points; PAR có các
    cột group, code, name_vi, diem_chuan_toi_da, diem_tu_danh_gia, khao_sat_cbccvc, sipas_points,
    total, index_pct.
    """
    click.echo(reproduction_report(sipas, par), nl=False)
