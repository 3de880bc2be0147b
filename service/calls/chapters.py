"""Chapters of a call: which criterion the evidence is about, from when to when."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from service.calls.call_page_views import Chapter
from service.reports.views import CriterionView, Play


class Found(NamedTuple):
    """A piece of evidence of the criterion with that place on the scorecard."""

    start: float
    place: int
    play: Play


def chapters(criteria: Sequence[CriterionView], seconds: float) -> tuple[Chapter, ...]:
    """Each lasts from its first evidence to the first of the next; none where nothing is known of the length.

    A sentence that is evidence for two criteria belongs to the one that is further up on the scorecard.
    """
    if not seconds:
        return ()
    runs = [(place, list(run)) for place, run in groupby(_evidence(criteria), key=lambda one: one.place)]
    starts = [run[0].start for _, run in runs] + [seconds]
    return tuple(
        _chapter(criteria[place], place + 1, run[0].play, starts[at], starts[at + 1], seconds)
        for at, (place, run) in enumerate(runs)
    )


def _evidence(criteria: Sequence[CriterionView]) -> Iterator[Found]:
    found = [
        Found(play.start, place, play)
        for place, part in enumerate(criteria)
        for item in part.items
        for play in item.evidence
    ]
    seen: set[str] = set()
    for one in sorted(found, key=lambda one: (one.start, one.place)):
        if one.play.sentence not in seen:
            seen.add(one.play.sentence)
            yield one


def _chapter(
    part: CriterionView, number: int, play: Play, start: float, end: float, seconds: float
) -> Chapter:
    left, right = (100 * min(1.0, at / seconds) for at in (start, end))
    return Chapter(
        number=number,
        key=part.key,
        title=part.title,
        left=f"{left:.2f}%",
        width=f"{max(0.3, right - left):.2f}%",
        middle=f"{(left + right) / 2:.2f}%",
        play=play,
    )
