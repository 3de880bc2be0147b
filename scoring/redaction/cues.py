"""Words that announce what number comes: "card number", "the last four", "my cell"; and what they expect."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.redaction.masks import Hidden
from scoring.redaction.row import Row


@dataclass(frozen=True)
class Expected:
    """What a cue announces: its kind and how many digits and letters such a number has."""

    kind: Hidden | None
    """None: a number that may be shown, such as that of an order."""
    fewest: int = 4
    most: int = 34
    plain_digits: bool = False
    """Only digits count; letters are no part of it."""


CARD = Expected(Hidden.CARD, 4, 19, plain_digits=True)
CODE = Expected(Hidden.CARD, 3, 4, plain_digits=True)
SSN = Expected(Hidden.SSN, 4, 9, plain_digits=True)
ACCOUNT = Expected(Hidden.ACCOUNT, 4)
LAST_FOUR = Expected(Hidden.ACCOUNT, 4, 4, plain_digits=True)
POLICY = Expected(Hidden.POLICY, 4, 20)
MEDICARE = Expected(Hidden.MEDICARE, 4, 13)
PHONE = Expected(Hidden.PHONE, 3, 15, plain_digits=True)
CALL_AT = Expected(Hidden.PHONE, 7, 15, plain_digits=True)
ZIP = Expected(Hidden.ADDRESS, 5, 9, plain_digits=True)
SHOWN = Expected(None)

_ANNOUNCED: Mapping[Expected, str] = {
    CARD: (
        "card number|card is|credit card|debit|debit card|bank card|payment card|visa|mastercard|amex|"
        "american express|discover card|card ending|card on file|long number|numbers on the front"
    ),
    CODE: ("cvv|cvc|cv v|security code|three digits on the back|digits on the back|code on the back"),
    SSN: (
        "social security|social security number|my social security|your social security|ssn|"
        "your social|my social|the social|his social|her social|last four of your social|"
        "last four of my social|social is|tax id|taxpayer id|national insurance"
    ),
    ACCOUNT: (
        "account number|account numbers|account no|account is|account ending|account id|acct|"
        "bank account|checking account|savings account|routing number|routing|sort code|iban|"
        "customer number|customer id|client number|member number|membership number|membership id|"
        "passport number|passport|drivers license number|driver license number|drivers license|"
        "driver license|license number|licence number|loan number|pin number|pin code|pin is|passcode|"
        "password is|verification code|one-time code|one time code|access code|patient id|"
        "patient number|record number|employee id|ein"
    ),
    LAST_FOUR: ("last four|last 4|final four|ending in|ends in|ends with|ending with"),
    POLICY: (
        "policy number|policy is|policy id|policy no|claim number|member id|subscriber id|group number|"
        "insurance id|insurance number|plan id|certificate number|my policy|your policy"
    ),
    MEDICARE: ("medicare number|medicare id|medicare|medicaid|medicaid number|medicaid id|beneficiary"),
    PHONE: (
        "phone number|telephone number|cell number|cell phone|cell is|my cell|your cell|mobile number|"
        "mobile is|my mobile|your mobile|phone is|home phone|work phone|office phone|best number|"
        "callback number|call-back number|call back number|contact number|fax number|fax is|"
        "direct line|direct number|direct dial|landline|whatsapp|number is|number to call|"
        "number to reach|a number for you|reach you at|your number|my number|area code|number at|"
        "number for"
    ),
    CALL_AT: (
        "reach me|reach me at|reach me on|call me at|call me on|call me back at|text me|ring me|dial|"
        "call us at|call us on|call back at|reach us|reached at|reached on|calling from|phone|"
        "this number|that number|same number|his number|her number|their number|a number|the number|"
        "what number|which number|cell|mobile|fax"
    ),
    ZIP: ("zip|zip code|zipcode|postal code|post code|postcode"),
    SHOWN: (
        "order number|order no|purchase order|po number|invoice number|invoice|invoices|order|orders|"
        "ticket number|ticket|case number|model number|model|part number|part|parts|version|"
        "serial number|quote number|quote|tracking number|reference number|sku|article|item number|"
        "license|licenses|seat|seats|budget|revenue|price|cost|costs|number of|build|release|error|"
        "room|page|confirmation number"
    ),
}


def _by_first() -> dict[str, list[tuple[tuple[str, ...], Expected]]]:
    found: dict[str, list[tuple[tuple[str, ...], Expected]]] = {}
    for expected, listed in _ANNOUNCED.items():
        for cue in listed.split("|"):
            words = tuple(cue.replace("-", " ").split())
            found.setdefault(words[0], []).append((words, expected))
    for cues in found.values():
        cues.sort(key=lambda cue: -len(cue[0]))
    return found


CUES = _by_first()


def cues(row: Row) -> Iterator[tuple[int, int, Expected]]:
    """Every cue of the call in order: its first atom, the place after it, and what it announces."""
    at, ended = 0, -1
    while at < len(row.atoms):
        found = next(
            (
                (words, expected)
                for words, expected in CUES.get(_bare(row, at), ())
                if all(_bare(row, at + step) == word for step, word in enumerate(words))
            ),
            None,
        )
        if found is None:
            at += 1
            continue
        # The "number is" of "my social security number is" says nothing new.
        if not (row.text(at) in ("number", "security") and ended in (at, at - 1)):
            yield at, at + len(found[0]), found[1]
        at += len(found[0])
        ended = at


def _bare(row: Row, at: int) -> str:
    """The atom without the "s" of "my SSN's" and "the number's"."""
    return row.text(at).removesuffix("'s")
