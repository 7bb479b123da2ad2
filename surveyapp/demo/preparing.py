"""From an empty database to a demonstration that can be looked at."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.demo.services import USERNAME, Demonstration, make_demonstration
from surveyapp.platform.database import Database
from surveyapp.platform.formats import number
from surveyapp.platform.migrations import upgrade_database
from surveyapp.platform.settings import Settings
from surveyapp.results.services import refresh_round
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import list_links

LOGIN_FILE = "demo-login.txt"


def prepare_demonstration(database: Database, *, settings: Settings, now: datetime) -> list[str]:
    """Bring the schema up to date, make the demonstration once, compute its result.

    Returns the lines that tell a person where to go; the password is kept in the instance folder,
    readable by its owner only, so that a second start can print it again.
    """
    upgrade_database(database)
    known = _kept_password(settings)
    password = known or secrets.token_urlsafe(12)
    with database.transaction() as session:
        made = make_demonstration(session, zone=settings.zone, password=password, now=now)
        if made.created and not known:
            _keep_password(settings, password)
    refresh_round(database, round_id=made.round_id, now=now)
    with database.reading() as session:
        return list(_lines(session, settings, made))


def _kept_password(settings: Settings) -> str:
    """The password in the instance folder; every database of this folder shares it."""
    path = settings.instance_path / LOGIN_FILE
    return path.read_text(encoding="utf-8").split()[-1] if path.exists() else ""


def _keep_password(settings: Settings, password: str) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    path = settings.instance_path / LOGIN_FILE
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{USERNAME}\n{password}\n")


def _lines(session: Session, settings: Settings, made: Demonstration) -> Iterator[str]:
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
    password = _kept_password(settings) or "(mật khẩu đã đặt ở lần chạy đầu)"
    round_ = get_round_by_reference(session, reference=made.round_code)
    link = list_links(session, round_=round_, keys=settings.link_key_ring)[0]
    yield f"Trang quản trị:  {settings.public_url}/login"
    yield f"Đăng nhập:       {made.username} / {password}"
    yield f"Phiếu của dân:   {settings.public_url}{link.path}  ({link.unit.name})"
