"""Pure survey statistics on arrays: no web, no database, no clock.

Every rule has a number in docs/method.md (`M1` ...); docstrings and tests cite it.
"""
