"""Calibration: rating sheets, references, and what a judge or a person may be trusted with."""
