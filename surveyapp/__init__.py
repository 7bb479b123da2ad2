"""Satisfaction surveys of public agencies: from the answer at the counter to the points."""

from surveyapp.app import create_app

__all__ = ["create_app"]
