"""Puts the application together: settings, database, web base, and every room."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from surveyapp.platform import (
    access,
    error_pages,
    formats,
    forms,
    headers,
    health,
    static_files,
    web,
)
from surveyapp.platform.clock import Clock, utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.first_start import settings_of_this_start
from surveyapp.platform.sessions import Base, install_sessions
from surveyapp.platform.settings import Settings

#: Every room, lowest first; `routes.blueprint`, `commands.COMMANDS` and, by the worker, the
#: chores and handlers of `work` are taken where they exist.
ROOMS = (
    "platform",
    "units",
    "accounts",
    "questionnaires",
    "programmes",
    "rounds",
    "responses",
    "citizen",
    "scores",
    "results",
    "monitoring",
    "demo",
)

TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Make the application. Stops with a `ConfigurationError` where a setting is unsafe."""
    settings = settings or settings_of_this_start()
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    if not settings.database_url:
        settings.instance_path.mkdir(parents=True, exist_ok=True)
    app.extensions["surveyapp"] = Base(settings, Database(settings.database), clock)
    app.extensions["surveyapp.rooms"] = ROOMS
    web.configure(app, settings)
    headers.install(app, settings)
    install_sessions(app)
    static_files.install(app, settings)
    formats.install(app, settings.zone)
    error_pages.install(app)
    health.install(app)
    forms.install(app)
    access.install(app, settings)
    for room in ROOMS:
        _register_routes(app, room)
    app.cli = RoomCommands(app.name)
    return app


def _register_routes(app: Flask, room: str) -> None:
    name = f"surveyapp.{room}.routes"
    if find_spec(name):
        app.register_blueprint(import_module(name).blueprint)


class RoomCommands(AppGroup):
    """The commands of the rooms, imported only when a command is asked for.

    Commands may need the statistics libraries, which a web process never loads.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in order of the alphabet."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if self.commands:
            return
        for room in ROOMS:
            name = f"surveyapp.{room}.commands"
            if find_spec(name):
                for command in import_module(name).COMMANDS:
                    self.add_command(command)
