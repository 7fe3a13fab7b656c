"""Who are our best? What the top customers page says and shows."""
