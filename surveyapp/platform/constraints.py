"""From a database refusal to the name of the constraint that spoke, on both databases."""

from __future__ import annotations

import re

from sqlalchemy.exc import IntegrityError

_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
_CHECK = re.compile(r"CHECK constraint failed: (\w+)")


def constraint_name(error: IntegrityError) -> str:
    """The constraint's name by our naming convention; empty where the database does not say."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    text = str(error.orig)
    if match := _CHECK.search(text):
        return match[1]
    if match := _UNIQUE.search(text):
        columns = [column.strip().rpartition(".") for column in match[1].split(",")]
        return "_".join(["uq", columns[0][0], *(column[2] for column in columns)])
    return ""
