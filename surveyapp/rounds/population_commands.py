"""`flask population import ROUND FILE`, `show ROUND` and `clear ROUND`."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from surveyapp.accounts.services import record_audit
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.faults import Faulty
from surveyapp.platform.formats import number
from surveyapp.platform.sessions import database, now
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.models import Round
from surveyapp.rounds.populations import (
    Counts,
    PopulationImport,
    clear_populations,
    import_populations,
)
from surveyapp.rounds.queries import PopulationKey, get_round_by_reference, populations
from surveyapp.units.queries import unit_codes

population_group = AppGroup("population", help="Số hồ sơ đã có kết quả trong kỳ: nhập, xem, bỏ.")

HEADER = ("unit", "channel", "field", "count")


@population_group.command("import")
@click.argument("round", metavar="ROUND")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def import_(round: str, file: Path) -> None:  # noqa: A002 -- click names it
    """Nhập số hồ sơ đã có kết quả trong kỳ của đợt ROUND từ tệp CSV FILE.

    Các cột: unit, channel, count; field (mã lĩnh vực) không bắt buộc; cột name được bỏ qua. Thay
    toàn bộ số đã nhập trước đó. Có một lỗi thì không ghi gì.
    """
    try:
        with database().transaction() as session:
            found = get_round_by_reference(session, reference=round)
            done = import_populations(session, round_=found, path=file, now=now())
            detail = {"units": done.units, "rows": done.rows, "dossiers": done.dossiers}
            _audit(session, found, "round.population", detail | {"file": file.name})
            lines = list(_summary(found, done))
    except Faulty as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"{error.message} Không ghi gì vào cơ sở dữ liệu.", err=True)
        raise click.exceptions.Exit(1) from None
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    for line in lines:
        click.echo(line)


@population_group.command("clear")
@click.argument("round", metavar="ROUND")
def clear(round: str) -> None:  # noqa: A002 -- click names it
    """Bỏ số hồ sơ đã nhập của đợt ROUND; kết quả trở lại không có trọng số."""
    try:
        with database().transaction() as session:
            found = get_round_by_reference(session, reference=round)
            dossiers = clear_populations(session, round_=found, now=now())
            _audit(session, found, "round.population_clear", {"dossiers": dossiers})
            name = f"“{found.name}” ({found.code})"
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    click.echo(f"Đã bỏ {number(dossiers)} hồ sơ của đợt {name}. Kết quả sẽ không có trọng số.")


def _audit(session: Session, round_: Round, action: str, detail: Mapping[str, int | str]) -> None:
    record_audit(
        session,
        authority_id=round_.authority_id,
        user_id=None,
        action=action,
        subject=round_.code,
        detail=dict(detail),
        now=now(),
    )


def _summary(round_: Round, done: PopulationImport) -> Iterator[str]:
    fields = f"{done.fields} lĩnh vực" if done.fields else "không chia lĩnh vực"
    yield (
        f"Đã nhập {number(done.dossiers)} hồ sơ của {done.units} đơn vị, {done.channels} kênh, "
        f"{fields} cho đợt “{round_.name}” ({round_.code})."
    )
    yield from _warnings(definition_of(round_.programme), done.missing)


def _warnings(definition: ProgrammeDefinition, missing: tuple[str, ...]) -> Iterator[str]:
    if missing:
        yield (
            f"Lưu ý: {len(missing)} đơn vị chưa có số hồ sơ nên chưa có trọng số: "
            f"{', '.join(missing)}. [missing-unit]"
        )
    if definition.method.weighting == "none":
        yield "Lưu ý: bộ chỉ số đặt weighting: none, nên kết quả vẫn không có trọng số."


@population_group.command("show")
@click.argument("round", metavar="ROUND")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True
)
def show(round: str, form: str) -> None:  # noqa: A002 -- click names it
    """In số hồ sơ đã nhập của đợt ROUND; csv nhập lại được bằng population import."""
    try:
        with database().reading() as session:
            found = get_round_by_reference(session, reference=round)
            definition = definition_of(found.programme)
            codes = unit_codes(session, authority_id=found.authority_id)
            counts = _in_order(definition, codes, populations(session, round_id=found.id))
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    if form == "csv":
        rows = [(*key, count) for key, count in counts.items()]
        csv.writer(sys.stdout, lineterminator="\n").writerows([HEADER, *rows])
        return
    for line in _table(definition, counts):
        click.echo(line)


def _in_order(
    definition: ProgrammeDefinition,
    codes: Mapping[int, str],
    stored: Mapping[PopulationKey, int],
) -> Counts:
    """By codes: units in list order, then channels as the programme lists them, then fields."""
    units = {unit.code: place for place, unit in enumerate(definition.units)}
    channels = {channel.code: place for place, channel in enumerate(definition.channels)}
    rows = {(codes[unit], channel, field): n for (unit, channel, field), n in stored.items()}
    return dict(
        sorted(
            rows.items(), key=lambda row: (units[row[0][0]], channels.get(row[0][1], -1), row[0][2])
        )
    )


def _table(definition: ProgrammeDefinition, counts: Counts) -> Iterator[str]:
    if not counts:
        yield "Đợt chưa có số hồ sơ, nên kết quả không có trọng số."
        return
    units = {unit.code: unit.name for unit in definition.units}
    channels = {channel.code: channel.name for channel in definition.channels}
    width = max(len(units[unit]) for unit, _, _ in counts)
    for (unit, channel, field), count in counts.items():
        where = " / ".join(filter(None, (channels.get(channel, channel), field)))
        yield f"{units[unit].ljust(width)}  {number(count).rjust(11)}  {where}"
    having = {unit for unit, _, _ in counts}
    yield f"Cộng: {number(sum(counts.values()))} hồ sơ của {len(having)} đơn vị."
    yield from _warnings(definition, tuple(code for code in units if code not in having))
