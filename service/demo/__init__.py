"""The company of the demo: invented people, and calls that nobody made."""
