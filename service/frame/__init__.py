"""The frame: the dialler's log of all calls, from which the system draws what it looks at."""
