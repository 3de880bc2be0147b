"""Texts made fit for print: what acts instead of being read is made visible, paragraph breaks stay."""

from typing import Any

from scoring.plans.papers.records import Paper
from scoring.visible import visible


def cleaned(paper: Paper) -> Paper:
    """The paper with nothing in it that could not be printed."""
    return Paper.model_validate(_cleaned(paper.model_dump()))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_cleaned(one) for one in value)
    return value
