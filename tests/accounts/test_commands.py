"""`flask users create` and `flask users list`."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from surveyapp.accounts.models import AuditEvent, User
from surveyapp.accounts.services import authenticate
from surveyapp.platform.database import Database
from tests.factories import make_authority

CREATE = ("users", "create", "ha.tran", "--name", "Trần Thị Hà", "--role", "viewer")


@pytest.fixture
def authority(database: Database) -> str:
    """The code of an authority."""
    with database.transaction() as session:
        return make_authority(session, code="soc-trang").code


def test_a_password_is_read_from_standard_input(
    commands: FlaskCliRunner, authority: str, database: Database
) -> None:
    args = [*CREATE, "--authority", authority, "--password-stdin"]
    result = commands.invoke(args=args, input="con mèo trèo cây\n")
    assert (result.exit_code, result.output) == (0, "Đã tạo người dùng ha.tran (Xem).\n")
    with database.reading() as session:
        assert authenticate(session, username="ha.tran", password="con mèo trèo cây")
        assert session.scalars(select(AuditEvent)).one().subject == "ha.tran"


def test_a_generated_password_is_printed_once_and_works(
    commands: FlaskCliRunner, authority: str, database: Database
) -> None:
    result = commands.invoke(args=[*CREATE, "--authority", authority, "--generate"])
    match = re.search(r"Mật khẩu: (\S+)", result.output)
    assert match
    with database.reading() as session:
        assert authenticate(session, username="ha.tran", password=match[1])


def test_a_password_is_asked_for_twice_and_not_shown(
    commands: FlaskCliRunner, authority: str
) -> None:
    args = [*CREATE, "--authority", authority]
    typed = "con mèo trèo cây\ncon mèo trèo cây\n"
    result = commands.invoke(args=args, input=typed)
    assert result.exit_code == 0
    assert "con mèo" not in result.output


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (("--authority", "khong-co", "--generate"), "Không có cơ quan mang mã"),
        (("--authority", "soc-trang", "--password-stdin"), "Mật khẩu cần từ 10 ký tự"),
    ],
)
def test_a_fault_stops_the_command_in_words(
    commands: FlaskCliRunner,
    authority: str,
    database: Database,
    changes: tuple[str, ...],
    words: str,
) -> None:
    result = commands.invoke(args=[*CREATE, *changes], input="ngắn\n")
    assert result.exit_code == 1
    assert words in result.output
    with database.reading() as session:
        assert session.scalars(select(User)).all() == []


def test_users_are_listed_with_role_and_authority(commands: FlaskCliRunner, authority: str) -> None:
    commands.invoke(args=[*CREATE, "--authority", authority, "--generate"])
    result = commands.invoke(args=["users", "list"])
    assert result.output == "ha.tran\tXem\tsoc-trang\tTrần Thị Hà\n"
