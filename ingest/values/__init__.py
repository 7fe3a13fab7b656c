"""From texts to days, numbers, names and numbers of customers."""
