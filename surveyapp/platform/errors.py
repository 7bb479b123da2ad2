"""The family of errors that services raise; `surveyapp.platform.error_pages` maps them to pages.

Each carries a stable ASCII code, the field it concerns and a Vietnamese sentence.
"""

from __future__ import annotations


class SurveyError(Exception):
    """Base of the family. `code` is stable, `message` is what a person reads."""

    status = 500

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field


class NotFound(SurveyError):
    """The thing asked for does not exist, or not for this person."""

    status = 404


class Invalid(SurveyError):
    """What was given breaks a rule; nothing was written."""

    status = 400


class Conflict(SurveyError):
    """What was given contradicts something already stored."""

    status = 409


class NotAllowed(SurveyError):
    """This person may not do this."""

    status = 403


class NotKnown(SurveyError):
    """Who asks shows no key, or none that opens anything."""

    status = 401


class TooMany(SurveyError):
    """This was asked for more often than one caller may."""

    status = 429


class WrongState(SurveyError):
    """The thing exists, but is not in a state in which this can be done."""

    status = 409


class ConfigurationError(Exception):
    """A setting stops the start. Operators read it, so it is in English and names the variable."""

    def __init__(self, variable: str, fault: str) -> None:
        super().__init__(f"{variable} {fault}")
        self.variable = variable
