"""Rehearsing the worst: the service's own processes are killed again and again, and nothing may show it."""
