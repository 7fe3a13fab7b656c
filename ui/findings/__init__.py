"""What each page says first: sentences and headline cards, made from the data and from nothing else."""
