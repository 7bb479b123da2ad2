"""What operators read says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
METHOD = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")


def test_every_fault_of_an_import_is_explained() -> None:
    files = ("scores/reading.py", "scores/services.py", "platform/csv_files.py")
    files += ("platform/text_files.py",)
    code = "".join((ROOT / "surveyapp" / name).read_text(encoding="utf-8") for name in files)
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|negative)"', code))
    not_faults = {"utf-8-sig", "nothing-to-import"}
    explained = set(re.findall(r"`([a-z-]+)`", DOCUMENT))
    assert used - not_faults <= explained


def test_every_rule_of_the_method_is_cited_by_a_test() -> None:
    rules = set(re.findall(r"^\| (M\d+) \|", METHOD, flags=re.MULTILINE))
    tests = [
        *(ROOT / "tests" / "analysis").rglob("*.py"),
        *(ROOT / "tests" / "results").glob("*.py"),
    ]
    names = re.findall(r"def (test_\w+)", "".join(path.read_text("utf-8") for path in tests))
    cited = {f"M{number}" for name in names for number in re.findall(r"_m(\d+)", name)}
    assert rules == cited
    assert len(rules) >= 13
