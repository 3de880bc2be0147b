"""Edges to the world: sound, models, files. They import `scoring` and nothing else of ours."""
