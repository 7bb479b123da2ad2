"""`flask users`: users made and listed by the operator of the machine."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from surveyapp.accounts import queries, services
from surveyapp.accounts.actions import role_words
from surveyapp.accounts.models import Role
from surveyapp.accounts.passwords import generate_password
from surveyapp.platform.errors import SurveyError
from surveyapp.platform.sessions import database, now
from surveyapp.units.queries import find_authority

users = AppGroup("users", help="Người dùng của bàn làm việc.")

COMMANDS: tuple[click.Command, ...] = (users,)


@users.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--authority", required=True, help="Mã cơ quan tổ chức khảo sát.")
@click.option("--generate", is_flag=True, help="Tự tạo mật khẩu và in ra một lần.")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn.")
def create(
    username: str, *, name: str, role: str, authority: str, generate: bool, password_stdin: bool
) -> None:
    """Tạo một người dùng."""
    password = _password(generate=generate, from_stdin=password_stdin)
    try:
        with database().transaction() as session:
            owner = find_authority(session, code=authority)
            if owner is None:
                raise click.ClickException(f"Không có cơ quan mang mã “{authority}”.")
            user = services.create_user(
                session,
                authority_id=owner.id,
                username=username,
                name=name,
                role=role,
                password=password,
                now=now(),
            )
            services.record_audit(
                session,
                authority_id=owner.id,
                user_id=None,
                action="user.create",
                subject=user.username,
                now=now(),
            )
    except SurveyError as error:
        raise click.ClickException(error.message) from None
    click.echo(f"Đã tạo người dùng {user.username} ({role_words(role)}).")
    if generate:
        click.echo(f"Mật khẩu: {password}")


def _password(*, generate: bool, from_stdin: bool) -> str:
    if generate:
        return generate_password()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu")
    return str(entered)


@users.command("list")
def list_() -> None:
    """Liệt kê người dùng của mọi cơ quan."""
    with database().reading() as session:
        for user in queries.list_all_users(session):
            state = "" if user.active else " (đã khóa)"
            click.echo(
                f"{user.username}\t{role_words(user.role)}\t{user.authority.code}\t"
                f"{user.name}{state}"
            )
