"""Why do they leave? What the churn-causes page says and shows."""
