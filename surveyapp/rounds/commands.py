"""`flask rounds` (make, list, close, codes) and `flask links` (every way in of a round)."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from surveyapp.accounts.services import record_audit
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.formats import date_vi, last_day
from surveyapp.platform.sessions import database, now, settings
from surveyapp.programmes.queries import get_programme_by_reference
from surveyapp.rounds import queries, services
from surveyapp.rounds.codes import allot_short_codes, short_codes
from surveyapp.rounds.models import Round
from surveyapp.rounds.population_commands import population_group
from surveyapp.rounds.services import RoundDates, RoundLink
from surveyapp.rounds.state import RoundState, state_of

rounds_group = AppGroup("rounds", help="Đợt khảo sát: tạo, liệt kê, đóng, cấp mã ngắn.")
links_group = AppGroup("links", help="Đường dẫn vào phiếu của một đợt.")

COMMANDS: tuple[click.Command, ...] = (rounds_group, links_group, population_group)

HEADER = ("unit", "counter", "form", "path", "field", "code")

STATE_WORDS = {
    RoundState.DRAFT: "chưa mở",
    RoundState.OPEN: "đang mở",
    RoundState.CLOSED: "đã đóng",
    RoundState.PUBLISHED: "đã công bố",
}


class LocalDate(click.ParamType[date]):
    """A day as people here write it (21/11/2026) or as machines do (2026-11-21)."""

    name = "ngày"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day; a Vietnamese sentence where it is none."""
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 -- a day, no time
            except ValueError:
                continue
        message = f"“{value}” không phải là ngày. Viết như 2026-11-21 hoặc 21/11/2026."
        return self.fail(message, param, ctx)


DAY = LocalDate()


@contextmanager
def _spoken() -> Iterator[None]:
    """What a service refuses becomes the sentence of the command."""
    try:
        yield
    except SurveyError as error:
        raise click.ClickException(error.message) from None


@rounds_group.command("create")
@click.option("--programme", required=True, help="Mã bộ chỉ số, hoặc co-quan/ma.")
@click.option("--code", required=True, help="Mã đợt: chữ thường không dấu, số, gạch ngang.")
@click.option("--name", required=True, help="Tên đợt.")
@click.option("--opens", type=DAY, required=True, help="Ngày đầu nhận phiếu.")
@click.option("--closes", type=DAY, required=True, help="Ngày cuối nhận phiếu.")
@click.option("--window-from", type=DAY, required=True, help="Ngày đầu của kỳ giải quyết hồ sơ.")
@click.option("--window-to", type=DAY, required=True, help="Ngày cuối của kỳ giải quyết hồ sơ.")
@click.option("--simulated", is_flag=True, help="Đợt trình diễn, số liệu mô phỏng.")
@click.option("--anonymous", is_flag=True, help="Đợt ẩn danh: không biên nhận, không giờ gửi.")
def create(
    *,
    programme: str,
    code: str,
    name: str,
    opens: date,
    closes: date,
    window_from: date,
    window_to: date,
    simulated: bool,
    anonymous: bool,
) -> None:
    """Tạo một đợt khảo sát từ bản mới nhất của bộ chỉ số."""
    with _spoken(), database().transaction() as session:
        round_ = services.create_round(
            session,
            programme=get_programme_by_reference(session, reference=programme),
            code=code,
            name=name,
            dates=RoundDates(opens, closes, window_from, window_to),
            zone=settings().zone,
            now=now(),
            simulated=simulated,
            anonymous=anonymous,
        )
        _audit(session, "round.create", round_)
    click.echo(f"Đã tạo đợt “{round_.name}” ({round_.code}): {_dates(round_)}.")


@rounds_group.command("list")
def list_() -> None:
    """Liệt kê các đợt của mọi cơ quan."""
    with database().reading() as session:
        for round_ in queries.list_all_rounds(session):
            state = STATE_WORDS[state_of(round_, now=now())]
            click.echo(
                f"{round_.authority.code}/{round_.code}\t{state}\t{_dates(round_)}\t{round_.name}"
            )


@rounds_group.command("close")
@click.argument("reference", metavar="ROUND")
def close(reference: str) -> None:
    """Đóng một đợt ngay bây giờ."""
    with _spoken(), database().transaction() as session:
        round_ = queries.get_round_by_reference(session, reference=reference)
        services.close_round(session, round_=round_, now=now())
        _audit(session, "round.close", round_)
    click.echo(f"Đã đóng đợt “{round_.name}” ({round_.code}).")


@rounds_group.command("codes")
@click.argument("reference", metavar="ROUND")
def codes(reference: str) -> None:
    """Cấp mã ngắn cho đường dẫn chưa có mã, rồi in mọi mã; mã đã cấp không đổi."""
    with _spoken(), database().transaction() as session:
        round_ = queries.get_round_by_reference(session, reference=reference)
        known = len(short_codes(session, round_id=round_.id))
        given = len(allot_short_codes(session, round_=round_)) - known
        if given:
            _audit(session, "round.codes", round_)
        links = services.list_links(session, round_=round_, keys=settings().link_key_ring)
        rows = [(link.printed_code, *_names(link)) for link in links]
    for line in _table([("code", "unit", "counter", "form", "field"), *rows]):
        click.echo(line)
    click.echo(f"Vừa cấp thêm {given} mã." if given else "Mọi đường dẫn đều đã có mã.")


def _audit(session: Session, action: str, round_: Round) -> None:
    """Note a deed of the command line: no user, the body that owns the round."""
    record_audit(
        session,
        authority_id=round_.authority_id,
        user_id=None,
        action=action,
        subject=round_.code,
        now=now(),
    )


def _dates(round_: Round) -> str:
    zone = settings().zone
    first = date_vi(round_.opens_at.astimezone(zone).date())
    return f"{first} - {date_vi(last_day(round_.closes_at, zone))}"


@links_group.command("list")
@click.argument("reference", metavar="ROUND")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True
)
def list_links(reference: str, form: str) -> None:
    """In mọi đường dẫn của một đợt; địa chỉ đầy đủ là PUBLIC_URL cộng với path."""
    with _spoken(), database().reading() as session:
        round_ = queries.get_round_by_reference(session, reference=reference)
        links = services.list_links(session, round_=round_, keys=settings().link_key_ring)
        rows = [_cells(link) for link in links]
    if form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows([HEADER, *rows])
        return
    for line in _table([HEADER, *rows]):
        click.echo(line)


def _cells(link: RoundLink) -> tuple[str, ...]:
    unit, counter, form, field = _names(link)
    return unit, counter, form, link.path, field, link.printed_code


def _names(link: RoundLink) -> tuple[str, str, str, str]:
    return link.unit.code, link.counter_code, link.form.questionnaire.code, link.field_code


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
