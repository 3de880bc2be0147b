"""Keeping the service running: health, metrics, logs, backups."""
