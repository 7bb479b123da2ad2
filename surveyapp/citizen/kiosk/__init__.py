"""A tablet at the counter that many people use one after another."""
