"""What the portal's requests are refused with, as a whole or row by row."""

from __future__ import annotations

from surveyapp.platform.errors import Invalid


class BadValue(Invalid):
    """Something in the JSON is not what the documents say."""

    status = 422
