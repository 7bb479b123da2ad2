"""The desk page of a round: progress by unit and channel."""
