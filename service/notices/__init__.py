"""Telling people that something waits for them: in the program, by mail, in a team's channel."""
