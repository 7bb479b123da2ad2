"""Work that a worker does later: a job is asked for in the transaction that needs it."""
