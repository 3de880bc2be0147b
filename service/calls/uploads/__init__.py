"""Uploads that can be interrupted: a recording arrives in pieces, and goes on from the last one."""
