"""The short texts that a gateway sends with a link, from the words of the citizens' pages."""

from __future__ import annotations

from functools import cache

from surveyapp.citizen.languages import read_tables
from surveyapp.citizen.portal.documents import ShortTexts, Sms, Zalo
from surveyapp.citizen.portal.sms import count_segments, sms_encoding, without_diacritics


def short_texts(*, language: str, unit: str, url: str) -> ShortTexts:
    """The texts for one link. The plain SMS leaves the unit's name out where it would take two."""
    words = _words(language)
    return ShortTexts(
        sms=_sms(words["sms"].format(unit=unit, url=url)),
        sms_plain=_plain_sms(words, unit=without_diacritics(unit), url=url),
        zalo=Zalo(text=words["zalo"].format(unit=unit, url=url)),
    )


def _plain_sms(words: dict[str, str], *, unit: str, url: str) -> Sms:
    named = _sms(words["sms_plain"].format(unit=unit, url=url))
    return named if named.segments == 1 else _sms(words["sms_shortest"].format(url=url))


def _sms(text: str) -> Sms:
    return Sms(text=text, encoding=sms_encoding(text), segments=count_segments(text))


@cache
def _words(language: str) -> dict[str, str]:
    """As they are written: nothing is escaped for a page, these are plain texts."""
    return read_tables(language)["texts"]
