"""Reviews: judging, scoring, weekly sums."""
