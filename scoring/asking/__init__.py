"""Asking a language model about a call: what is sent, what comes back, and what is made of it. All pure."""
