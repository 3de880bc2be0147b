"""The little pattern language of cues and required statements."""

from scoring.wording import normalise

__all__ = ["normalise"]
