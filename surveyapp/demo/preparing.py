"""From an empty database to a demonstration that can be looked at."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.demo.kiosk import keep_kiosk, kiosk_path, new_pin
from surveyapp.demo.services import USERNAME, Demonstration, make_demonstration
from surveyapp.platform.database import Database
from surveyapp.platform.formats import number
from surveyapp.platform.migrations import upgrade_database
from surveyapp.platform.settings import Settings
from surveyapp.results.services import refresh_round
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import list_links

LOGIN_FILE = "demo-login.txt"
#: Stands for a password or PIN that another instance folder holds.
SET_BEFORE = "(đã đặt ở lần chạy đầu)"


def prepare_demonstration(database: Database, *, settings: Settings, now: datetime) -> list[str]:
    """Bring the schema up to date, make the demonstration once, compute its result.

    Returns the lines that tell a person where to go; password and PIN are kept in the instance
    folder, readable by its owner only, so that a second start can print them again.
    """
    upgrade_database(database)
    login = _login(settings)
    with database.transaction() as session:
        made = make_demonstration(session, zone=settings.zone, password=login.password, now=now)
        if not made.created and not login.kept:
            login = replace(login, password=SET_BEFORE, pin=SET_BEFORE)
        else:
            round_ = get_round_by_reference(session, reference=made.round_code)
            keep_kiosk(session, round_=round_, pin=login.pin, now=now)
            _keep(settings, login)
    refresh_round(database, round_id=made.round_id, now=now)
    with database.reading() as session:
        return [*_made_lines(made), *_where_lines(session, settings, made, login)]


@dataclass(frozen=True, slots=True)
class Login:
    """What opens the desk, and what leaves the tablet."""

    username: str
    password: str
    pin: str
    #: The password stood in the instance folder.
    kept: bool


def _login(settings: Settings) -> Login:
    """The login in the instance folder, or a new one; every database of this folder shares it."""
    path = settings.instance_path / LOGIN_FILE
    known = path.read_text(encoding="utf-8").split() if path.exists() else [USERNAME]
    fresh = [USERNAME, secrets.token_urlsafe(12), new_pin()]
    username, password, pin = (*known, *fresh[len(known) :])
    return Login(username, password, pin, kept=len(known) > 1)


def _keep(settings: Settings, login: Login) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    path = settings.instance_path / LOGIN_FILE
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{login.username}\n{login.password}\n{login.pin}\n")


def _made_lines(made: Demonstration) -> Iterator[str]:
    if made.created:
        yield f"Đã tạo {made.responses} phiếu MÔ PHỎNG cho đợt {made.round_code}."
        if made.ratings:
            ratings = number(made.ratings)
            yield f"Đã tạo {ratings} lượt đánh giá nhanh MÔ PHỎNG, không tính vào chỉ số."
        if made.not_exact:
            yield (
                "Không có số phiếu nguyên nào cho đúng chỉ số đã công bố của: "
                + ", ".join(made.not_exact)
                + " (đã lấy số gần nhất)."
            )
        else:
            yield "Chỉ số mô phỏng của cả 40 đơn vị bằng đúng chỉ số đã công bố, đến hai chữ số."
    else:
        yield f"Đợt trình diễn {made.round_code} đã có, giữ nguyên mọi phiếu."
    if made.dossiers:
        yield f"Đã thêm {number(made.dossiers)} hồ sơ MÔ PHỎNG để tính trọng số."


def _where_lines(
    session: Session, settings: Settings, made: Demonstration, login: Login
) -> Iterator[str]:
    round_ = get_round_by_reference(session, reference=made.round_code)
    link = list_links(session, round_=round_, keys=settings.link_key_ring)[0]
    yield f"Trang quản trị:  {settings.public_url}/login"
    yield f"Đăng nhập:       {made.username} / {login.password}"
    yield f"Phiếu của dân:   {settings.public_url}{link.path}  ({link.unit.name})"
    tablet = kiosk_path(session, round_=round_, keys=settings.link_key_ring)
    if tablet:
        yield f"Máy tính bảng:   {settings.public_url}{tablet}  (mã PIN {login.pin})"
