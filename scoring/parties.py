"""Who takes part in a call: rep and customer by channel or voice, and others on the same channel."""

from collections.abc import Sequence
from typing import NamedTuple

from scoring.formats import clock
from scoring.further_voices import doubt, shared
from scoring.handover import announcement_ends, handover
from scoring.hearing import Track
from scoring.roles import NO_HINTS, Channel, Hints, tell_roles
from scoring.sentences import cut
from scoring.transcript import Roles, Sentence, Speaker, Word

MINOR = 0.25
"""Share of a side's words up to which a part of them is a colleague's and the rest the rep's."""


class Parties(NamedTuple):
    """The sentences of a call by who says them. `handed_over`: seconds at which the rep took it over."""

    sentences: tuple[Sentence, ...]
    roles: Roles
    handed_over: float | None = None


class _Side(NamedTuple):
    """A track after its announcement, which lies before it."""

    announced: tuple[Word, ...]
    track: Track


def tell_parties(tracks: Sequence[Track], rep_channel: Channel | None, hints: Hints = NO_HINTS) -> Parties:
    """Whose sentences are whose.

    What a machine says at the beginning of a channel is nobody's of the two (*other*), and shows nothing
    about who is the rep. Where one colleague hands the call over to another on the rep's channel, the rep
    is who says by far the most there; where neither does, nobody is called the rep, unless the channel was
    named: then it is the one who took over. A further voice beside the customer's is nobody's of the two.
    """
    sides = _sides(tracks)
    speakers, roles = tell_roles([side.track for side in sides], rep_channel, hints)
    parts = [(Speaker.OTHER, side.announced) for side in sides if side.announced]
    handed_over = None
    for speaker, side in zip(speakers, sides, strict=True):
        if speaker is Speaker.CUSTOMER and side.track.turns:
            own, further = shared(side.track)
            parts.extend([(speaker, own), (Speaker.OTHER, further)])
            roles = _doubted(roles, doubt(side.track, further)) if further else roles
            continue
        at = _handover(side.track) if speaker is Speaker.REP else None
        if at is None:
            parts.append((speaker, side.track.words))
            continue
        before, after = _split(side.track.words, at)
        share = len(before) / len(side.track.words)
        if MINOR < share < 1 - MINOR and roles.how != "channel map":
            return _unsure(sides, side.track, at)
        first, second = (Speaker.REP, Speaker.OTHER) if share >= 1 - MINOR else (Speaker.OTHER, Speaker.REP)
        parts.extend([(first, before), (second, after)])
        handed_over = at if second is Speaker.REP else None
        roles = _with_doubt(roles, side.track, at, first)
    spoken = [part for part in parts if part[1]]
    return Parties(cut(spoken, one_channel=_on_one_channel(tracks)), roles, handed_over)


def talking(tracks: Sequence[Track]) -> list[Track]:
    """The tracks without what a machine says on them before anybody speaks."""
    return [side.track for side in _sides(tracks)]


def _sides(tracks: Sequence[Track]) -> list[_Side]:
    """Only on two channels: the voices of one channel are told apart already, the machine's among them."""
    if len(tracks) != 2 or _on_one_channel(tracks):
        return [_Side((), track) for track in tracks]
    spoken = [cut([(Speaker.UNKNOWN, track.words)]) for track in tracks]
    found = []
    for track, own, other in zip(tracks, spoken, spoken[::-1], strict=True):
        until = announcement_ends(own, other)
        announced, rest = _split(track.words, until) if until is not None else ((), track.words)
        # A side on which only a machine speaks has nobody on it to tell from it.
        if not rest:
            announced, rest = (), track.words
        found.append(_Side(announced, track.model_copy(update={"words": rest})))
    return found


def _on_one_channel(tracks: Sequence[Track]) -> bool:
    return any(track.voice is not None for track in tracks)


def _handover(track: Track) -> float | None:
    if track.voice is not None:
        return None
    at = handover(cut([(Speaker.UNKNOWN, track.words)]))
    one_voice = any(change.one_voice for change in track.changes if change.at == at)
    return None if one_voice else at


def _split(words: Sequence[Word], at: float) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words before that moment, and those from it on."""
    before = tuple(word for word in words if word.start < at)
    return before, tuple(word for word in words if word.start >= at)


def _unsure(sides: Sequence[_Side], track: Track, at: float) -> Parties:
    why = (
        f"on the {track.channel} channel one person hands the call over to another at {clock(at)}, and "
        "neither says by far the most: it is not known which of them is the rep"
    )
    words = [(Speaker.UNKNOWN, side.track.words) for side in sides]
    others = [(Speaker.OTHER, side.announced) for side in sides if side.announced]
    return Parties(cut([*others, *words]), Roles(how="unknown", confidence=0, why=why))


def _with_doubt(roles: Roles, track: Track, at: float, first: Speaker) -> Roles:
    part = "before" if first is Speaker.OTHER else "after"
    return _doubted(
        roles,
        f"at {clock(at)} the call is handed over on the {track.channel} channel: what is said there {part} "
        "is taken for a colleague's. Listen whether that is so.",
    )


def _doubted(roles: Roles, doubt: str) -> Roles:
    return roles.model_copy(update={"doubt": " ".join(filter(None, (roles.doubt, doubt)))})
