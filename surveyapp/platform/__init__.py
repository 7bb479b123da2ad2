"""Settings, database, web base, jobs: everything that knows nothing of surveys."""
