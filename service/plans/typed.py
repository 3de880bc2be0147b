"""A whole number as it was typed into a form."""

import re
from typing import Any


def whole(text: str) -> Any:
    """The number; None where nothing was typed. What is none, or too long for one, is left to be named."""
    bare = text.strip()
    return int(bare) if re.fullmatch(r"-?[0-9]{1,9}", bare) else bare or None
