"""`flask db`: what an operator sees."""

from __future__ import annotations

from flask.testing import FlaskCliRunner


def test_a_migrated_database_is_in_order(commands: FlaskCliRunner) -> None:
    upgraded = commands.invoke(args=["db", "upgrade"])
    assert upgraded.exit_code == 0
    assert "không có gì thay đổi" in upgraded.output
    assert "đúng với chương trình" in commands.invoke(args=["db", "check"]).output
    assert "Chương trình cần" in commands.invoke(args=["db", "current"]).output


def test_downgrade_asks_first_and_check_names_the_cure(commands: FlaskCliRunner) -> None:
    assert commands.invoke(args=["db", "downgrade", "base"], input="n\n").exit_code == 1
    assert "trống" in commands.invoke(args=["db", "downgrade", "base", "--yes"]).output
    checked = commands.invoke(args=["db", "check"])
    assert checked.exit_code == 1
    assert "flask db upgrade" in checked.output


def test_an_unknown_revision_is_refused(commands: FlaskCliRunner) -> None:
    refused = commands.invoke(args=["db", "downgrade", "9999", "--yes"])
    assert refused.exit_code == 1
    assert "Không có bản “9999”" in refused.output
