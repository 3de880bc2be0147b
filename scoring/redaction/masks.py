"""What redaction gives: the transcript with masks in it, and where they stand. Nothing of what they hide."""

from collections import Counter
from enum import StrEnum

from pydantic import Field

from scoring.record import Record
from scoring.transcript import Transcript


class Hidden(StrEnum):
    """What a mask hides; the value in brackets is what stands in the transcript: `[CARD]`."""

    CARD = "CARD"
    SSN = "SSN"
    MEDICARE = "MEDICARE"
    POLICY = "POLICY"
    ACCOUNT = "ACCOUNT"
    BIRTH_DATE = "BIRTH_DATE"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    HEALTH = "HEALTH"
    REP = "REP"
    CUSTOMER = "CUSTOMER"
    PERSON = "PERSON"


class Names(Record):
    """Names known from outside the call. A company's name is never taken for a person's."""

    rep: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    company: tuple[str, ...] = ()


class Mask(Record):
    """One mask: which words of the original sentence it covers, both included, counted from 0."""

    sentence: str
    kind: Hidden
    first_word: int = Field(ge=0)
    last_word: int = Field(ge=0)


class Redacted(Record):
    """A transcript as a judge may see it: same sentences, ids, speakers and times, with masks in the text.

    `version` names the rules it was made by.
    """

    transcript: Transcript
    masks: tuple[Mask, ...]
    version: int

    def counts(self) -> dict[str, int]:
        """How many masks of each kind there are."""
        return dict(sorted(Counter(mask.kind.value for mask in self.masks).items()))
