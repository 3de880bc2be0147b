"""Everything `sidetone agreement` says about a file of ratings, as a versioned schema.

`docs/agreement.schema.json` is generated from it. Values are unrounded; what is not defined is null with
its reason.
"""

from typing import Literal

from pydantic import Field

from scoring.agreement.binary import BinaryAgreement
from scoring.agreement.estimate import Estimate
from scoring.record import Record


class Weighted(Record):
    """One coefficient under three ideas of how bad a disagreement is."""

    unweighted: Estimate = Field(description="every disagreement counts the same")
    linear: Estimate = Field(description="a disagreement counts by its size in points")
    quadratic: Estimate = Field(description="a disagreement counts by the square of its size in points")


class Gwet(Record):
    """Gwet's coefficients: context only, they are high whenever most scores are equal."""

    ac1: Estimate = Field(description="unweighted")
    ac2: Estimate = Field(description="quadratic weights")


class Alpha(Record):
    """Krippendorff's alpha for four kinds of data; missing ratings are allowed."""

    nominal: Estimate
    ordinal: Estimate
    interval: Estimate
    ratio: Estimate


class PairAgreement(Record):
    """Two raters, on the units that both rated."""

    first: str
    second: str
    units: int
    indicative: bool = Field(description="fewer than 20 units")
    exact: Estimate = Field(description="share of units with the same value; Wilson interval")
    within_one: Estimate = Field(description="share of units at most one step of the scale apart")
    kappa: Weighted = Field(description="Cohen's kappa")
    gwet: Gwet
    binary: BinaryAgreement | None = Field(description="only where the scale has two values")
    table: tuple[tuple[int, ...], ...] | None = Field(
        description="units by the first's value (row) and the second's (column), values in the order of "
        "the scale; null where the scale has more than 11 values"
    )


class PanelAgreement(Record):
    """All raters together, on the units that at least two rated."""

    units: int
    exact: Estimate = Field(description="mean over units of the share of rater pairs with the same value")
    within_one: Estimate = Field(description="the same, at most one step of the scale apart")
    alpha: Alpha = Field(description="Krippendorff's alpha")
    gwet: Gwet
    fleiss: Weighted = Field(description="Fleiss's kappa; with two raters Scott's pi")
    conger: Weighted = Field(description="Conger's kappa: Cohen's for a panel")
    brennan_prediger: Weighted = Field(description="Brennan and Prediger's coefficient")


class RaterSeverity(Record):
    """How a rater differs from the mean of the others on the same units, in points; below 0 is stricter."""

    rater: str
    ratings: int
    difference: Estimate


class AgreementReport(Record):
    """The document that `--json` writes."""

    schema_version: Literal[1] = 1
    sidetone: str = Field(description="version of the program that wrote this")
    sentence: str = Field(description="what it comes to, in plain words, rounded")
    confidence: float = Field(description="of every interval")
    scale: tuple[float, ...]
    units: int
    raters: tuple[str, ...]
    ratings: int = Field(description="missing ones not counted")
    indicative: bool = Field(description="fewer than 20 units with two ratings: no ground for decisions")
    notes: tuple[str, ...]
    pairs: tuple[PairAgreement, ...]
    panel: PanelAgreement
    severity: tuple[RaterSeverity, ...]
