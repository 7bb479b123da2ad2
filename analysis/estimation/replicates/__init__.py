"""Replicate weights: the variance of any estimator from estimating it again and again."""
