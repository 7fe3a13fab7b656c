"""What each screen says and shows: one room per topic, and none looks into another."""
