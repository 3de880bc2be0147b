"""Metrics from other systems: close rate, adherence, handle time and the like, with source and date."""
