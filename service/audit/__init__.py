"""The audit log, searched: who did what, to what, when. It is written by `service/db/audit.py`."""
