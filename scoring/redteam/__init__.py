"""The injection suite: what happens when somebody on the call speaks to the judge."""
