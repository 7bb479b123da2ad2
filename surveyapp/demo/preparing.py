"""From an empty database to a demonstration that can be looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.demo.services import Demonstration, make_demonstration
from surveyapp.platform.database import Database
from surveyapp.platform.migrations import upgrade_database
from surveyapp.platform.settings import Settings
from surveyapp.results.services import refresh_results
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import list_links

LOGIN_FILE = "demo-login.txt"


def prepare_demonstration(database: Database, *, settings: Settings, now: datetime) -> list[str]:
    """Bring the schema up to date, make the demonstration once, compute its result.

    Returns the lines that tell a person where to go; the password is kept in the instance folder,
    readable by its owner only, so that a second start can print it again.
    """
    upgrade_database(database)
    with database.transaction() as session:
        made = make_demonstration(session, zone=settings.zone, now=now)
        if made.password:
            _keep_login(settings, made.username, made.password)
    with database.transaction() as session:
        refresh_results(session, now=now)
    with database.reading() as session:
        return list(_lines(session, settings, made))


def _keep_login(settings: Settings, username: str, password: str) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    path = settings.instance_path / LOGIN_FILE
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{username}\n{password}\n")


def _lines(session: Session, settings: Settings, made: Demonstration) -> Iterator[str]:
    if made.created:
        yield f"Đã tạo {made.responses} phiếu MÔ PHỎNG cho đợt {made.round_code}."
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
    round_ = get_round_by_reference(session, reference=made.round_code)
    link = list_links(session, round_=round_, keys=settings.link_key_ring)[0]
    yield f"Trang quản trị:  {settings.public_url}/login"
    yield f"Đăng nhập:       {_login(settings, made)}"
    yield f"Phiếu của dân:   {settings.public_url}{link.path}  ({link.unit.name})"


def _login(settings: Settings, made: Demonstration) -> str:
    path = settings.instance_path / LOGIN_FILE
    if not path.exists():
        return f"{made.username} (mật khẩu đã đặt ở lần chạy đầu)"
    username, password = path.read_text(encoding="utf-8").split()
    return f"{username} / {password}"
