"""`flask programme check PATH` and `flask programme load PATH`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from surveyapp.platform.errors import Conflict
from surveyapp.platform.faults import Fault
from surveyapp.platform.sessions import database, now
from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.reading import read_programme
from surveyapp.programmes.services import load_programme

programme_commands = AppGroup("programme", help="Bộ chỉ số: kiểm tra và nạp vào cơ sở dữ liệu.")
COMMANDS = (programme_commands,)

_PATH = click.argument("path", type=click.Path(path_type=Path))


@programme_commands.command("check")
@_PATH
def check(path: Path) -> None:
    """Kiểm tra một thư mục bộ chỉ số và in mọi lỗi."""
    source = _read(path)
    for line in summary(source):
        click.echo(line)
    click.echo("Không có lỗi.")


@programme_commands.command("load")
@_PATH
def load(path: Path) -> None:
    """Nạp một thư mục bộ chỉ số; nạp lại lần nữa không thay đổi gì."""
    source = _read(path)
    try:
        with database().transaction() as session:
            changed = load_programme(session, source=source, now=now()).changed
    except Conflict as error:
        raise click.ClickException(error.message) from error
    title = f"“{source.definition.code}” bản {source.definition.version}"
    if changed:
        for line in summary(source):
            click.echo(line)
        click.echo(f"Đã nạp bộ chỉ số {title}.")
    else:
        click.echo(f"Bộ chỉ số {title} đã có, không thay đổi gì.")


def _read(path: Path) -> ProgrammeSource:
    """The programme of a folder. Prints all faults and ends with status 1 where there are any."""
    source, faults = read_programme(path)
    if source is None:
        _print_faults(faults)
        raise click.exceptions.Exit(1)
    return source


def _print_faults(faults: list[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(f"Có {len(faults)} lỗi. Cách sửa từng mã lỗi: docs/programmes.md.", err=True)


def summary(source: ProgrammeSource) -> Iterator[str]:
    """What was understood, in a few lines."""
    definition = source.definition
    yield f"{definition.name} ({definition.code}, bản {definition.version})"
    for group in definition.groups:
        yield f"  Nhóm {group.name}: {len(definition.group_units(group.code))} đơn vị"
    factors = list(definition.index.factors)
    criteria = list(definition.index.criteria)
    yield f"  Cây chỉ số: {len(factors)} yếu tố, {len(criteria)} tiêu chí"
    places = {counter.place for counter in definition.counters}
    yield f"  Địa điểm: {len(places)}, quầy: {len(definition.counters)}"
    if definition.fields:
        yield f"  Lĩnh vực: {len(definition.fields)}"
    yield f"  Kênh nộp hồ sơ: {', '.join(channel.name for channel in definition.channels)}"
    for form in source.questionnaires:
        scored = f"{len(form.scored_items)} câu tính điểm"
        yield (
            f"  Phiếu {form.number} ({form.code}, bản {form.version}): {len(list(form.items))} câu"
            f" hỏi, {'đánh giá nhanh' if form.purpose == 'quick' else scored}; ngôn ngữ: "
            f"{', '.join(form.languages)}"
        )
