"""The one error of this package: a stable code, what was wrong, and the cure, for the caller."""

from __future__ import annotations


class AnalysisError(ValueError):
    """The input contradicts itself or the method; nothing was computed.

    Parameters
    ----------
    code : str
        Stable ASCII name of the fault.
    detail : str
        What was found, in English, for a developer.
    cure : str, optional
        What to do about it, in English; empty where the fault names it.
    """

    def __init__(self, code: str, detail: str, *, cure: str = "") -> None:
        super().__init__(f"{code}: {detail}" + (f" ({cure})" if cure else ""))
        self.code = code
        self.detail = detail
        self.cure = cure
