"""`flask demo`: the demonstration in whatever database the settings name."""

from __future__ import annotations

import click

from surveyapp.demo.preparing import prepare_demonstration
from surveyapp.platform.sessions import database, now, settings


@click.command("demo")
def demo() -> None:
    """Tạo đợt trình diễn Sóc Trăng 2021 với phiếu mô phỏng, không chạy máy chủ."""
    for line in prepare_demonstration(database(), settings=settings(), now=now()):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (demo,)
