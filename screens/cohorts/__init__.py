"""Do they come back? What the cohorts page says and shows."""
