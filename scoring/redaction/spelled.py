"""What is spelled letter by letter: a name ("B R A N D T", "B as in boy") or a part of an e-mail address."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from scoring.redaction.digits import Chain, Piece
from scoring.redaction.masks import Hidden
from scoring.redaction.row import Row
from scoring.transcript import Speaker

FEWEST = 4
"""Letters that are a name without a word for it before them; fewer may be a short form."""
ANNOUNCED = 3
CUES = frozenset("spell spelled spelling spelt name name's names surname that's thats letters letter".split())
MAIL = frozenset({"email", "e-mail", "mail"})
REACH = 12
SHORT_FORMS = frozenset(
    "usa uk eu crm erp api roi hvac faq asap hipaa saas url iso gdpr plc plcs ceo cfo cto coo vpn html "
    "pdf csv sla slas kpi kpis rfp rfq sql aws ibm sap gps led lcd dhl ups usps fbi irs fda osha epa diy "
    "atm nda ndas b2b etc usda fyi byod iot ppm oee hmi scada cmms ehr emr".split()
)


def spelled_out(
    row: Row, chained: Sequence[Chain], known: Mapping[str, Hidden]
) -> list[tuple[Chain, Hidden]]:
    """The chains of letters that spell a name or an address, and what they hide.

    `known` are the names of the call and whose they are.
    """
    parts = [part for chain in chained for part in _parts(row, chain)]
    return [(part, kind) for part in parts if (kind := _kind(row, part, known)) is not None]


def _parts(row: Row, chain: Chain) -> list[Chain]:
    """The letters of a chain without its digits. "I Q, O Q" are two short forms; "T, R, E, D" is one name."""
    found: list[Chain] = []
    for letters, group in groupby(chain.pieces, key=lambda piece: piece.letters):
        if letters:
            found += _divided(row, tuple(group))
    return found


def _divided(row: Row, pieces: tuple[Piece, ...]) -> list[Chain]:
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        parts[-1].append(piece)
        if row.atoms[piece.last].comma or row.text(piece.last + 1) in ("and", "or"):
            parts.append([])
    parts = [part for part in parts if part]
    short = all(len(part) <= 3 for part in parts) and any(len(part) > 1 for part in parts)
    return [Chain(tuple(part)) for part in parts] if short else [Chain(pieces)]


def _kind(row: Row, chain: Chain, known: Mapping[str, Hidden]) -> Hidden | None:
    text = chain.text
    if not text.isalpha() or not all(piece.spelled for piece in chain.pieces) or text in SHORT_FORMS:
        return None
    before = {row.text(at) for at in range(max(0, chain.first - REACH), chain.first)}
    if len(text) < (ANNOUNCED if before & CUES or text in known else FEWEST):
        return None
    if before & MAIL:
        return Hidden.EMAIL
    if text in known:
        return known[text]
    own = {Speaker.REP: Hidden.REP, Speaker.CUSTOMER: Hidden.CUSTOMER}
    return own.get(row.speaker(chain.first), Hidden.PERSON)
