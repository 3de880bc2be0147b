"""Coaching notes: one for a rep and week, from reviewed calls; a person releases it, the rep answers it."""
