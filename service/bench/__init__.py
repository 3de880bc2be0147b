"""Measuring how well and how fast recordings are heard, beside other ways to hear them."""
