"""What people and a judge come to on a criterion: not worked out again as long as nothing else is given."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy.orm import Session

from scoring.agreement.estimate import Estimate
from scoring.agreement.gaps import GroupGap
from scoring.agreement.round_report import criterion_agreement
from scoring.rubric import Rubric
from service.calibration.grouping import Traits, criterion_gaps, traits_of
from service.calibration.pairs import Double, claims_of, frame_on
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


@dataclass(frozen=True)
class Pairs:
    """The calls that people scored blind beside one judge, and the groups they are in."""

    doubles: Sequence[Double]
    traits: Traits

    @cached_property
    def rests_on(self) -> str:
        """What all of it was worked out from; empty where something of it may still become another."""
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


def pairs_of(session: Session, doubles: Sequence[Double]) -> Pairs:
    return Pairs(doubles, traits_of(session, doubles))
