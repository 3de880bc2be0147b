"""What is said about a calibration round, as a versioned schema. Values are unrounded; what is not defined
is null with its reason. `docs/round.schema.json` is generated from it."""

from typing import Literal

from pydantic import Field

from scoring.agreement.binary import BinaryAgreement
from scoring.agreement.estimate import Estimate
from scoring.agreement.records import RaterSeverity
from scoring.record import Record

Between = Literal["people", "judge"]


class RoundPair(Record):
    """Two raters on the levels of one criterion. With a judge, the person is the first."""

    first: str
    second: str
    between: Between = Field(description="two people, or a person and a judge")
    calls: int
    exact: Estimate
    within_one: Estimate
    kappa: Estimate = Field(description="Cohen's kappa with quadratic weights")
    ac2: Estimate = Field(description="Gwet's AC2, quadratic: context, high whenever most scores are equal")
    table: tuple[tuple[int, ...], ...] = Field(
        description="calls by the first's level (row) and the second's"
    )


class StateAgreement(Record):
    """Agreement on whether it was *not applicable* (or *cannot assess*) at all; never coded as a number."""

    given: int = Field(description="on how many calls at least one rater said so")
    exact: Estimate = Field(description="share of rater pairs that agree whether it was")
    alpha: Estimate


class Beside(Record):
    """People among themselves, or the judge with people: all pairs of a kind pooled, jackknife by call."""

    calls: int
    exact: Estimate
    within_one: Estimate
    kappa: Estimate


class CriterionAgreement(Record):
    """How far raters give a criterion the same level."""

    key: str
    title: str
    calls: int = Field(description="calls to which at least two raters gave a level")
    double_scored: int = Field(description="calls that a person and the judge gave a level")
    indicative: bool = Field(description="fewer than 50 calls")
    sentence: str
    people: Beside = Field(description="human–human")
    judge: Beside = Field(description="judge–human")
    alpha: Estimate = Field(description="Krippendorff's alpha, ordinal, of the people")
    ac2: Estimate = Field(description="of the people: context, high whenever most scores are equal")
    bias: Estimate = Field(description="the judge minus the mean of the people, in percent of the QA score")
    severity: tuple[RaterSeverity, ...] = Field(description="in levels, against the other people")
    pairs: tuple[RoundPair, ...]
    not_applicable: StateAgreement
    cannot_assess: StateAgreement


class ItemPair(Record):
    """Two raters on a yes/no item. Sensitivity and specificity take the first for the truth."""

    first: str
    second: str
    between: Between
    calls: int
    exact: Estimate
    kappa: Estimate
    binary: BinaryAgreement


class ItemAgreement(Record):
    """How far raters give an item the same answer."""

    key: str
    criterion: str
    asks: str
    calls: int
    split: int = Field(description="calls on which yes stands against no")
    people: Estimate = Field(description="human–human kappa, pooled")
    judge: Estimate = Field(description="judge–human kappa, pooled")
    people_exact: Estimate = Field(description="human–human, the same answer")
    judge_exact: Estimate = Field(description="judge–human, the same answer")
    within_one: Estimate = Field(description="never defined: yes and no are always within one step")
    alpha: Estimate = Field(description="Krippendorff's alpha, nominal, of the people")
    severity: tuple[RaterSeverity, ...] = Field(
        description="share of yes above (+) or below (-) the other people"
    )
    pairs: tuple[ItemPair, ...]
    not_applicable: StateAgreement
    cannot_assess: StateAgreement


class Headline(Record):
    """Agreement pooled over the verdicts of all items, jackknife by call: what small rounds lead with."""

    people_exact: Estimate
    people_alpha: Estimate
    judge_exact: Estimate
    judge_kappa: Estimate


class Difference(Record):
    """A call and criterion on which raters are far apart."""

    call: str
    criterion: str
    gap: int = Field(description="in levels")
    levels: dict[str, int] = Field(description="rater → level")


class RoundReport(Record):
    """The document that `sidetone calibrate report --json` writes."""

    schema_version: Literal[1] = 1
    sidetone: str
    title: str
    sentence: str
    notes: tuple[str, ...]
    confidence: float
    calls: int
    people: tuple[str, ...]
    judges: tuple[str, ...]
    headline: Headline
    severity: tuple[RaterSeverity, ...] = Field(description="over all criteria, in levels, by call")
    differences: tuple[Difference, ...]
    splits: tuple[str, ...] = Field(description="the items that split most, most first")
    criteria: tuple[CriterionAgreement, ...]
    items: tuple[ItemAgreement, ...]
