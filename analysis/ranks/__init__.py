"""Places of units with what is known of them: confidence sets, candidates for the top, bands."""
