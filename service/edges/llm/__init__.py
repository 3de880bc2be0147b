"""Talking to an OpenAI-compatible server: a request, its faults, what the server takes, trying again."""
