"""The one error of this package: a stable code and what was wrong, for the caller to translate."""

from __future__ import annotations


class AnalysisError(ValueError):
    """The input contradicts itself or the method; nothing was computed.

    Parameters
    ----------
    code : str
        Stable ASCII name of the fault.
    detail : str
        What was found, in English, for a developer.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
