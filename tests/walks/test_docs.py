"""Style 16: every setting, command, form and make target is in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from surveyapp.platform.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: Command groups that libraries bring.
EXTENSIONS = frozenset({"limiter"})
PROGRAMMES = sorted(p.parent.name for p in (ROOT / "forms").glob("*/programme.yaml"))


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*Settings.model_fields, "settings_file"])
def test_every_setting_is_explained_to_operators(name: str) -> None:
    assert f"`{name.upper()}`" in read("settings.md")


def test_no_setting_is_explained_that_does_not_exist() -> None:
    told = re.findall(r"^\| `([A-Z_]+)`", read("settings.md"), re.MULTILINE)
    assert set(told) == {name.upper() for name in (*Settings.model_fields, "settings_file")}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_command_is_explained_to_operators(app: Flask) -> None:
    told = read("commands.md")
    missing = [path for path in command_paths(app) if f"`flask {path}" not in told]
    assert missing == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_command_explains_itself(app: Flask) -> None:
    context = click.Context(click.Command("flask"))
    for path in command_paths(app):
        group: click.Command = app.cli
        for word in path.split():
            assert isinstance(group, click.Group)
            found = group.get_command(context, word)
            assert found is not None
            group = found
        assert group.help, f"flask {path} has no help"


def command_paths(app: Flask) -> Iterator[str]:
    """`links list`, `db upgrade` ... of our own commands, not those of an extension."""
    context = click.Context(click.Command("flask"))
    for name in app.cli.list_commands(context):
        command = app.cli.get_command(context, name)
        if name in EXTENSIONS:
            continue
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.list_commands(context))
        else:
            yield name


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_programme_is_in_the_documents(name: str) -> None:
    assert any(f"`forms/{name}" in path.read_text("utf-8") for path in DOCS.glob("*.md"))


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_links_between_documents_lead_somewhere() -> None:
    targets = [
        (page, target)
        for page in (ROOT / "README.md", *DOCS.glob("*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    broken = [
        f"{page.name}: {target}" for page, target in targets if not (page.parent / target).exists()
    ]
    assert broken == []
