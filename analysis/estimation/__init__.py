"""Estimates from rows of answers, and their variance under the design that drew the rows.

Taylor linearisation for stratified, clustered and multi-stage samples, with or without calibration;
domains, ratios, indexes, contrasts, differences; replicate weights beside them. This is the general
form: any weights, any numbers. `analysis.cells` computes the same variances from counts.
"""
