"""Weights of respondents: from the draw, through non-response, to known population totals."""
