"""The queue: what waits for a manager or analyst, in piles."""
