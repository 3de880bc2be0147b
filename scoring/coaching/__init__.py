"""The coaching note: one strength, one focus, what to say instead, one thing to practise. All pure."""
