"""Calls: their states, their hearing, and asking for their review."""
