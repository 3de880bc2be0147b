"""What people and a judge come to on a criterion: not worked out again as long as nothing else is given."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy.orm import Session

from scoring.agreement.estimate import Estimate
from scoring.agreement.gaps import GroupGap
from scoring.agreement.round_report import criterion_agreement
from scoring.rubric import Rubric
from service.calibration.grouping import Traits, criterion_gaps, traits_of
from service.calibration.pairs import Double, Scored, claims_of, frame_on
from service.kept import Kept


class Compared(NamedTuple):
    """What the gates look at, as `scoring.calibration.gates.Evidence` has it."""

    double_scored: int
    agreement: Estimate
    people: Estimate
    bias: Estimate
    claims: int
    invalid: int
    groups: tuple[GroupGap, ...]


NO_GROUPS: Mapping[str, str] = {}
_KEPT: Kept[Compared] = Kept(500)
"""Of judges and criteria."""
_RESTS_ON: Kept[str] = Kept(500)
"""Of judges: what their pairs rest on, without reading these again."""


@dataclass(frozen=True)
class Pairs:
    """The calls that people scored blind beside one judge, and the groups they are in.

    `known_as`: all that `read` and the groups come from; empty where something of it may become another.
    """

    read: Callable[[], Sequence[Double]]
    traits: Traits
    known_as: str = ""

    @cached_property
    def doubles(self) -> Sequence[Double]:
        return self.read()

    @cached_property
    def rests_on(self) -> str:
        """What all of it was worked out from; empty where something of it may still become another.

        Of this judge alone: what another read since changes `known_as`, and not this.
        """
        return _RESTS_ON.one(self.known_as, self._rests_on) if self.known_as else self._rests_on()

    def _rests_on(self) -> str:
        whole = hashlib.sha256()
        for one in self.doubles:
            if not all(one.of_people.values()):
                return ""
            groups = self.traits.get(one.call, NO_GROUPS)
            whole.update(f"{one.rests_on} {','.join(groups.values())}\n".encode())
        return whole.hexdigest()

    def on(self, form: Rubric, criterion: str) -> Compared:
        worth = [float(form.worth[level]) for level in sorted(form.worth)]
        if not self.rests_on:
            return self._worked_out(form, criterion, worth)
        key = f"{self.rests_on} {criterion} {worth}"
        return _KEPT.one(key, lambda: self._worked_out(form, criterion, worth))

    def _worked_out(self, form: Rubric, criterion: str, worth: Sequence[float]) -> Compared:
        frame = frame_on(self.doubles, criterion, worth)
        found = criterion_agreement(frame, frame.criteria[0])
        kinds = criterion_gaps(self.doubles, self.traits, criterion, form)
        return Compared(
            found.double_scored,
            found.judge.kappa,
            found.people.kappa,
            found.bias,
            *claims_of(self.doubles, criterion),
            tuple(group for kind in kinds for group in kind.groups),
        )


@dataclass(frozen=True)
class Beside:
    """What was scored blind, to be compared with one judge after another."""

    session: Session
    scored: Scored

    @cached_property
    def traits(self) -> Traits:
        return traits_of(self.session, self.scored.calls)

    @cached_property
    def _known_as(self) -> str:
        groups = [f"{call} {','.join(of.values())}" for call, of in sorted(self.traits.items())]
        return f"{self.scored.rests_on} {hashlib.sha256(chr(10).join(groups).encode()).hexdigest()}"

    def pairs(self, judge_key: str) -> Pairs:
        known_as = f"{self._known_as} {judge_key}" if self.scored.rests_on else ""
        return Pairs(lambda: self.scored.beside(self.session, judge_key), self.traits, known_as)


def pairs_of(session: Session, doubles: Sequence[Double]) -> Pairs:
    return Pairs(lambda: doubles, traits_of(session, [one.call for one in doubles]))
