"""Logs: one JSON object per line on standard output.

No log holds personal data: of an exception only its type and the lines of code are written,
never its message, which may quote an answer or a name. Of an address only its first part is
written: the rest may be somebody's link or receipt. The network address of a sender is not.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DEEPEST = 12
#: A path with more than one part, or with a query.
_ADDRESS = re.compile(r"(?<![\w/.:])(/[\w.-]+)[/?][^\s'\"]*")
#: The web server names who sent a request that it could not read.
_SENDER = re.compile(r"\bip=[0-9a-f.:]*[0-9a-f]", re.IGNORECASE)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; `extra={"facts": {...}}` adds keys of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without the line end."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _SENDER.sub("ip=…", _ADDRESS.sub(r"\1/…", record.getMessage())),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1]:
            line["error"] = error_name(record.exc_info[1])
            line["where"] = code_lines(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def error_name(error: BaseException) -> str:
    """The type of an exception, with that of its cause; never its message."""
    cause = error.__cause__ or getattr(error, "orig", None)
    name = type(error).__name__
    return f"{name} from {type(cause).__name__}" if cause else name


def code_lines(error: BaseException) -> list[str]:
    """Where it happened, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def logging_config(level: str) -> dict[str, Any]:
    """The configuration for `logging.config.dictConfig`, also of gunicorn."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "surveyapp.platform.logs.JsonFormatter"}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "json",
            }
        },
        "root": {"level": level, "handlers": ["stdout"]},
        "loggers": {
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            # The access log would hold addresses of people and their links.
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
            "alembic": {"level": "WARNING"},
        },
    }
