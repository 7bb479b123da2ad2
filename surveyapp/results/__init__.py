"""Index, points, ranks and tables of a round, computed by the worker and stored."""
