"""The statistics at 10,000 to a million responses, beside the least that numpy and R can do."""
