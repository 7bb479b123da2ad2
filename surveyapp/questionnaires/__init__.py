"""Loads, validates, versions and walks questionnaires."""
