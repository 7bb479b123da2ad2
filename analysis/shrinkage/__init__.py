"""Estimates of small units drawn towards the others: an aid, never a published figure."""
