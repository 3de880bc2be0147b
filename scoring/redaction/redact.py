"""From a transcript to one that may be shown to a judge: every finder looks, and what they find is masked."""

from scoring.redaction.addresses import hidden_addresses
from scoring.redaction.apply import masked, masks_of
from scoring.redaction.births import hidden_births
from scoring.redaction.digits import chains
from scoring.redaction.health import hidden_health
from scoring.redaction.mail import hidden_mail
from scoring.redaction.masks import Hidden, Names, Redacted
from scoring.redaction.numbers import hidden_numbers
from scoring.redaction.people import hidden_names
from scoring.redaction.row import LONGEST_WORD, Row
from scoring.transcript import Transcript

VERSION = 1
"""Grows with every change of what is masked; the number stands with everything that was redacted."""

NOBODY = Names()


def redact(transcript: Transcript, names: Names = NOBODY, *, health: bool = False) -> Redacted:
    """The transcript with masks over what nobody outside may read; `docs/redaction.md` lists what that is.

    `names` are those known from outside; names that are said are found too. `health` masks health details
    as well. The same words give the same masks; time grows with the length of the call.
    """
    row = Row.of(transcript)
    chained = list(chains(row))
    # What is found later covers what was found before: an address is no account, a card no telephone.
    covered: dict[int, Hidden] = {
        **(hidden_health(row) if health else {}),
        **hidden_names(row, names, chained),
        **hidden_numbers(row, chained),
        **hidden_births(row),
        **hidden_addresses(row),
        **hidden_mail(row),
        **_unreadable(row),
    }
    masks = masks_of(row, covered)
    return Redacted(transcript=masked(transcript, masks), masks=masks, version=VERSION)


def _unreadable(row: Row) -> dict[int, Hidden]:
    """Words too long to have been said, with digits or an address in them."""
    return {
        place: Hidden.ACCOUNT
        for place, word in enumerate(row.words)
        if len(word.raw) > LONGEST_WORD and any(c.isdigit() or c == "@" for c in word.raw)
    }
