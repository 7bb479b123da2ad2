"""`flask db`: the schema of the database, changed only when an operator says so."""

from __future__ import annotations

import click
from alembic.util.exc import CommandError
from flask.cli import AppGroup

from surveyapp.platform import migrations
from surveyapp.platform.sessions import database

db_commands = AppGroup("db", help="Cơ sở dữ liệu: tạo và nâng cấp các bảng.")
COMMANDS: tuple[click.Command, ...] = (db_commands,)


@db_commands.command("upgrade")
def upgrade() -> None:
    """Nâng cơ sở dữ liệu lên bản mới nhất; chạy lại không thay đổi gì."""
    before = migrations.current_revision(database())
    migrations.upgrade_database(database())
    after = migrations.current_revision(database())
    changed = "đã nâng cấp" if before != after else "không có gì thay đổi"
    click.echo(f"Cơ sở dữ liệu ở bản {after}, {changed}.")


@db_commands.command("downgrade")
@click.argument("revision")
@click.confirmation_option("--yes", prompt="Dữ liệu của bản mới hơn sẽ mất. Tiếp tục?")
def downgrade(revision: str) -> None:
    """Đưa cơ sở dữ liệu về bản REVISION (“base” là trống)."""
    try:
        migrations.downgrade_database(database(), revision=revision)
    except CommandError as error:
        raise click.ClickException(f"Không có bản “{revision}”.") from error
    click.echo(f"Cơ sở dữ liệu ở bản {migrations.current_revision(database()) or 'trống'}.")


@db_commands.command("current")
def current() -> None:
    """In bản hiện tại của cơ sở dữ liệu và bản mà chương trình cần."""
    found = migrations.current_revision(database()) or "trống"
    click.echo(f"Cơ sở dữ liệu: {found}. Chương trình cần: {migrations.latest_revision()}.")


@db_commands.command("check")
def check() -> None:
    """Kiểm tra cơ sở dữ liệu có đúng với chương trình không."""
    if migrations.current_revision(database()) != migrations.latest_revision():
        raise click.ClickException("Cơ sở dữ liệu chưa ở bản mới nhất. Hãy chạy: flask db upgrade")
    try:
        migrations.check_database(database())
    except CommandError as error:
        raise click.ClickException("Các bảng khác với chương trình.") from error
    click.echo("Cơ sở dữ liệu đúng với chương trình.")
