"""Measurements for `make bench`: ratios of both sides measured in one run, never timed tests."""
