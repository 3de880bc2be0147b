"""Rubrics in the making: drafts, versions side by side, a draft tried on past calls, and publishing."""
