"""What are customers worth to come? What the value page says and shows."""
