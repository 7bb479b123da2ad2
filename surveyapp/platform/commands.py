"""`flask db`, `flask worker` and `flask serve`: what an operator runs.

The schema is changed only when an operator says so, or at the start of an embedded server.
"""

from __future__ import annotations

import logging.config
import os
import signal
import threading
from pathlib import Path

import click
from alembic.util.exc import CommandError
from flask import current_app
from flask.cli import AppGroup

from surveyapp.platform import migrations, serve
from surveyapp.platform.logs import logging_config
from surveyapp.platform.sessions import base, database, settings
from surveyapp.platform.settings import SETTINGS_FILE
from surveyapp.platform.worker import load_work, run_worker, work_once

db_commands = AppGroup("db", help="Cơ sở dữ liệu: tạo và nâng cấp các bảng.")


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


@click.command("worker")
@click.option("--once", is_flag=True, help="Làm hết việc đang chờ rồi dừng.")
def worker(*, once: bool) -> None:
    """Chạy tiến trình nền: đếm phiếu, tính kết quả, làm các việc đang chờ."""
    logging.config.dictConfig(logging_config(settings().log_level))
    work = load_work(current_app.extensions["surveyapp.rooms"])
    if once:
        work_once(base(), work)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(base(), work, stop=stop)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ mà máy chủ nghe.")
@click.option("--port", default=8000, show_default=True, help="Cổng mà máy chủ nghe.")
@click.option("--demo", is_flag=True, help="Nạp dữ liệu minh họa trước khi mở.")
def serve_command(*, host: str, port: int, demo: bool) -> None:
    """Mở cả hệ thống trên một máy: trang web và tiến trình nền; dừng bằng Ctrl-C."""
    # What is made here holds answers and secrets: for the eyes of its owner only.
    os.umask(0o077)
    environment = dict(os.environ)
    try:
        serve.check_port(host, port)
        address = settings().public_url
        if settings().environment == "development":
            address = os.environ.get("PUBLIC_URL") or serve.public_address(host, port)
            kept = serve.keep_development_settings(
                Path(SETTINGS_FILE or settings().instance_path / "settings.env"), public_url=address
            )
            environment = {"LOG_LEVEL": "WARNING"} | kept | environment
        migrations.upgrade_database(database())
        database().dispose()
        if demo:
            serve.run_command("demo", environment=environment)
        ready = f"Hệ thống đang chạy tại {address} . Bấm Ctrl-C để dừng."
        serve.run_until_stopped(host, port, environment, when_ready=lambda: click.echo(ready))
    except serve.StartFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo("Đã dừng.")


COMMANDS: tuple[click.Command, ...] = (db_commands, worker, serve_command)
