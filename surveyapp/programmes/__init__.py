"""Scoring schemes as data: groups, index tree, parts, classes, ranking and rounding rules."""
