"""Confidence intervals for shares, honest at 100 % and for small n."""
