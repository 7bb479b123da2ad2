"""Every deed that the program records has words, and every word is used."""

from __future__ import annotations

import re
from pathlib import Path

from surveyapp.accounts import actions
from surveyapp.platform.access import ROLES

SOURCE = Path(actions.__file__).parents[1]
_RECORDED = re.compile(r'(?:record_own\(|action=)"([a-z_.]+)"')


def program() -> str:
    """The whole program but the words themselves."""
    files = (path for path in sorted(SOURCE.rglob("*.py")) if path.name != "actions.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_recorded_deed_has_words_and_every_word_is_used() -> None:
    text = program()
    assert set(_RECORDED.findall(text)) <= actions.WORDS.keys()
    assert [deed for deed in actions.WORDS if f'"{deed}"' not in text] == []


def test_every_role_has_words() -> None:
    assert actions.ROLE_WORDS.keys() == set(ROLES)


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert actions.action_words("some.deed") == "some.deed"
    assert actions.role_words("king") == "king"
