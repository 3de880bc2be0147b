"""Trends: the weekly averages of a rep with their likely ranges, for whoever may ask."""
