"""Which calls are looked at: a draw that nobody can steer and anybody can redo.

There is no random number generator in it, whose algorithm may change from one version to the next: a call's
rank is the SHA-256 of `sidetone-draw-1`, the seed and the call's id, one a line, read as a number. The lowest
ranks are drawn, so that the same seed and the same calls give the same draw on every machine:

    printf 'sidetone-draw-1\\nSEED\\nID' | sha256sum

The calls are split by kind. Each kind gets its share of the wanted calls, rounded down or up; which kinds are
rounded up is drawn by systematic sampling over their remainders (Madow 1949), so that every call that is long
enough has the same chance, wanted / long enough, whatever its kind. An average over the drawn calls needs no
weights.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from scoring.record import Record, fingerprint

GENERATOR = "sidetone-draw-1"
"""The name of this way to draw. It is hashed with each call: another way has another name."""
ROUNDING = "rounding"
"""What is hashed in place of an id for the kinds that are rounded up; ids have two lines before them."""
MOST_CALLS = 200

Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A text on one line, so that what is hashed can be read in one way only."""


class FrameCall(Record):
    """A call that can be drawn. `kind` is empty where the log does not know it."""

    id: Line
    kind: str = ""
    seconds: float = Field(ge=0, allow_inf_nan=False)


class Frame(Record):
    """All calls of a rep and week, also those too short to be drawn. Raises ValueError for an id twice."""

    calls: tuple[FrameCall, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        twice = [name for name, times in Counter(call.id for call in self.calls).items() if times > 1]
        if twice:
            raise ValueError(f"the call {min(twice)} stands in the frame more than once")
        return self

    def fingerprint(self) -> str:
        """SHA-256 over ids, kinds and lengths, whatever order they came in."""
        return fingerprint([[one.id, one.kind, one.seconds] for one in sorted(self.calls, key=_by_id)])


class Rule(Record):
    """How many calls of a rep and week are drawn, and how long one lasts at least to be drawn (seconds)."""

    calls: int = Field(ge=1, le=MOST_CALLS)
    shortest: float = Field(ge=0, le=86400, allow_inf_nan=False)

    def fits(self, call: FrameCall) -> bool:
        return call.seconds >= self.shortest


class Stratum(Record):
    """The calls of one kind: how many are long enough, how many of them were drawn."""

    kind: str
    size: int
    drawn: int


class Drawn(Record):
    """A draw with all it came from. `places` are ids in the order of the draw; the order means nothing else.

    Where `eligible` is less than the rule wants, all of them are drawn.
    """

    generator: str
    seed: str
    rule: Rule
    fingerprint: str
    frame_size: int
    eligible: int
    strata: tuple[Stratum, ...]
    places: tuple[str, ...]


def draw(frame: Frame, rule: Rule, seed: str) -> Drawn:
    """Draws from a frame. The same three give the same draw, whatever order the calls came in."""
    kinds = _by_kind(frame, rule, seed)
    sizes = {kind: len(calls) for kind, calls in kinds.items()}
    eligible = sum(sizes.values())
    start = rank(seed, "", ROUNDING) % eligible if eligible else 0
    wanted = shares(sizes, rule.calls, start)
    chosen = [call for kind, calls in kinds.items() for call in calls[: wanted[kind]]]
    return Drawn(
        generator=GENERATOR,
        seed=seed,
        rule=rule,
        fingerprint=frame.fingerprint(),
        frame_size=len(frame.calls),
        eligible=eligible,
        strata=tuple(Stratum(kind=kind, size=sizes[kind], drawn=wanted[kind]) for kind in kinds),
        places=tuple(call.id for call in _ranked(chosen, seed)),
    )


def next_of_draw(frame: Frame, rule: Rule, seed: str, used: Collection[str], instead_of: str) -> str | None:
    """The id that stands in for a drawn one: the lowest rank of its kind that was not used yet.

    Where its kind is used up, the lowest rank of all kinds; None where no call is left. `used` are all ids
    that were drawn before, replaced or not. Raises ValueError for an id that is not in the frame.
    """
    replaced = next((call for call in frame.calls if call.id == instead_of), None)
    if replaced is None:
        raise ValueError(f"the call {instead_of} is not in the frame")
    left = [call for call in frame.calls if rule.fits(call) and call.id not in used]
    of_its_kind = [call for call in left if call.kind == replaced.kind]
    ranked = _ranked(of_its_kind or left, seed)
    return ranked[0].id if ranked else None


def shares(sizes: Mapping[str, int], wanted: int, start: int) -> dict[str, int]:
    """How many calls each kind gives: its share of `wanted`, rounded down or up, `wanted` in all.

    The kinds lie in a row, each as long as its size × wanted; the marks `start`, start + N, start + 2N … (N:
    all calls) fall into them. Over the N possible starts each kind is met exactly size × wanted times.
    """
    total = sum(sizes.values())
    if total <= wanted:
        return dict(sizes)
    given, end = {}, 0
    for kind, size in sizes.items():
        begin, end = end, end + size * wanted
        given[kind] = _marks_before(end, start, total) - _marks_before(begin, start, total)
    return given


def rank(seed: str, call: str, purpose: str = "") -> int:
    """The rank of a call under a seed: 256 bits. With a purpose, a number for that and for no call."""
    text = "\n".join([GENERATOR, seed, call, *([purpose] if purpose else [])])
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def _by_kind(frame: Frame, rule: Rule, seed: str) -> dict[str, list[FrameCall]]:
    """The calls that are long enough, by kind in the order of its letters, each kind by rank."""
    kinds: dict[str, list[FrameCall]] = {}
    for call in frame.calls:
        if rule.fits(call):
            kinds.setdefault(call.kind, []).append(call)
    return {kind: _ranked(kinds[kind], seed) for kind in sorted(kinds)}


def _ranked(calls: list[FrameCall], seed: str) -> list[FrameCall]:
    return sorted(calls, key=lambda call: (rank(seed, call.id), call.id))


def _marks_before(place: int, start: int, every: int) -> int:
    """How many of start, start + every, start + 2 × every … lie before a place (0 ≤ start < every)."""
    return -((start - place) // every)


def _by_id(call: FrameCall) -> str:
    return call.id
