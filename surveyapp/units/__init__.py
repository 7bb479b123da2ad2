"""Authorities, units, places and counters. Calls nobody."""
