"""A language model's voice on who the rep is: one sign more, asked for only where the words leave it open."""

from pydantic import Field

from scoring.record import Record

TIPS = 3
"""Its weight, in the units of `roles.Sign`: enough to tip two sides that the other signs leave even."""


class ModelVoice(Record):
    """Which track a language model takes for the rep's, once its evidence was found where it says.

    `rep` is the name of the track; `quotes` the sentences it rests on, as redacted.
    """

    model: str
    rep: str
    quotes: tuple[str, ...] = Field(min_length=1)
