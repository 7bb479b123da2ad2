"""Survey rounds: programme, forms, dates, links."""
