"""From numbers to what is sent: the brief, alerts, calendar files, and the ways they go."""
