"""The floor: the least that a server of our stack can do for one answer.

A page rendered beforehand with the form token of Flask-WTF put in, and one bare durable INSERT
(SQLite in WAL mode with full synchronisation, or PostgreSQL with synchronous commit). No check of
the answers, no signed link, no receipt. `docs/performance.md` compares.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["FLOOR_SECRET"]
CSRFProtect(app)
PAGE = Path(os.environ["FLOOR_PAGE"]).read_text(encoding="utf-8")
BEFORE, _, AFTER = PAGE.partition("TOKEN-GOES-HERE")


def connect(url: str) -> Callable[[str], object]:
    """A function that stores one answer sheet and returns when it is on disk."""
    if url.startswith("sqlite:///"):
        lite = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            lite.execute(f"PRAGMA {pragma}")
        return lambda text: lite.execute("INSERT INTO sheet VALUES (?, ?)", (new_id(), text))
    pg = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    return lambda text: pg.execute("INSERT INTO sheet VALUES (%s, %s)", (new_id(), text))


def new_id() -> str:
    """A random key, as ours."""
    return secrets.token_hex(16)


store = connect(os.environ["FLOOR_DATABASE"])


@app.get("/q/<link>")
def page(link: str) -> Response:
    """The page, with a form token."""
    return Response(f"{BEFORE}{generate_csrf()}{AFTER}", mimetype="text/html")


@app.post("/q/<link>")
def submit(link: str) -> Response:
    """Store the answers as they came."""
    store(json.dumps(request.form.to_dict()))
    return Response("<!doctype html><title>ok</title>", mimetype="text/html")
