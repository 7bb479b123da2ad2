"""`flask results show ROUND` and `flask results reproduce SIPAS PAR`. Loads the statistics."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from surveyapp.platform.errors import SurveyError
from surveyapp.platform.sessions import database, now, settings
from surveyapp.responses.flags import limits_of
from surveyapp.results import exports, listing
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.reproduction import reproduction_report
from surveyapp.results.services import refresh_round
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
