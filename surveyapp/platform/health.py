"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from surveyapp.platform import access
from surveyapp.platform.sessions import database


def install(app: Flask) -> None:
    """Add `/healthz` (the process) and `/readyz` (the database)."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@access.public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@access.public
def readyz() -> Response:
    """The database answers and has its tables."""
    try:
        with database().reading() as session:
            session.execute(text("SELECT 1 FROM authority LIMIT 1"))
    except SQLAlchemyError:
        return Response("database\n", status=503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")
