"""Works out every statistic of a frame of ratings."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from scoring.agreement.alpha import alpha
from scoring.agreement.binary import binary_agreement
from scoring.agreement.conger import conger
from scoring.agreement.estimate import Estimate
from scoring.agreement.fleiss import brennan_prediger, fleiss
from scoring.agreement.gwet import gwet, gwet_pairs
from scoring.agreement.jackknife import CONFIDENCE
from scoring.agreement.kappa import kappas
from scoring.agreement.ratings import Floats, Integers, Ratings, Scale
from scoring.agreement.records import (
    AgreementReport,
    Alpha,
    Gwet,
    PairAgreement,
    PanelAgreement,
    RaterSeverity,
    Weighted,
)
from scoring.agreement.severity import severities
from scoring.agreement.shares import pair_shares, panel_share
from scoring.agreement.tables import Pair, pair_tables
from scoring.agreement.weights import Distance, distances
from scoring.agreement.words import in_words
from scoring.formats import counted, format_share

T = TypeVar("T")

INDICATIVE_BELOW = 20
MOSTLY_ONE_VALUE = 0.9
LARGEST_TABLE = 11


def agreement_report(ratings: Ratings, sidetone: str, notes: Sequence[str] = ()) -> AgreementReport:
    """The whole report; `notes` are what the reader of the file noticed."""
    pairs, panel, severity = pair_agreements(ratings), panel_agreement(ratings), rater_severities(ratings)
    indicative = panel.units < INDICATIVE_BELOW
    return AgreementReport(
        sidetone=sidetone,
        sentence=in_words(pairs, panel, severity, indicative),
        confidence=CONFIDENCE,
        scale=ratings.scale.values,
        units=len(ratings.units),
        raters=ratings.raters,
        ratings=ratings.total(),
        indicative=indicative,
        notes=(*notes, *_notes(ratings, panel.units)),
        pairs=pairs,
        panel=panel,
        severity=severity,
    )


def _notes(ratings: Ratings, compared: int) -> list[str]:
    """What a reader should know before the numbers."""
    given = ratings.counts().sum(axis=0)
    values = ratings.scale.values
    notes = []
    if len(ratings.units) > compared:
        alone = len(ratings.units) - compared
        notes.append(f"{counted(alone, 'unit')} with fewer than two ratings: nothing to compare there")
    commonest = int(given.argmax())
    if given[commonest] > MOSTLY_ONE_VALUE * given.sum():
        share, value = format_share(float(given[commonest] / given.sum())), f"{values[commonest]:g}"
        notes.append(f"not enough variety to judge agreement: {share} of the ratings are {value}")
    unused = [f"{value:g}" for value, count in zip(values, given, strict=True) if count == 0]
    if unused:
        notes.append(f"on the scale, but given by nobody: {', '.join(unused)}; the weights count them too")
    return notes


def pair_agreements(ratings: Ratings) -> tuple[PairAgreement, ...]:
    """Every pair of raters, in the order of the raters."""
    return tuple(
        agreement
        for pairs, tables in pair_tables(ratings)
        for agreement in _pair_batch(ratings, pairs, tables)
    )


def _pair_batch(ratings: Ratings, pairs: list[Pair], tables: Integers) -> list[PairAgreement]:
    scale = ratings.scale
    columns = zip(
        pairs,
        tables,
        tables.sum(axis=(1, 2)).tolist(),
        pair_shares(tables, scale, 0),
        pair_shares(tables, scale, 1),
        *_under(("nominal", "linear", "quadratic"), scale, lambda distance: kappas(tables, distance)),
        *_under(("nominal", "quadratic"), scale, lambda distance: gwet_pairs(tables, distance)),
        strict=True,
    )
    return [
        PairAgreement(
            first=ratings.raters[first],
            second=ratings.raters[second],
            units=units,
            indicative=units < INDICATIVE_BELOW,
            exact=exact,
            within_one=within_one,
            kappa=Weighted(unweighted=plain, linear=by_size, quadratic=by_square),
            gwet=Gwet(ac1=ac1, ac2=ac2),
            binary=binary_agreement(table) if scale.size == 2 else None,
            table=tuple(map(tuple, table.tolist())) if scale.size <= LARGEST_TABLE else None,
        )
        for (first, second), table, units, exact, within_one, plain, by_size, by_square, ac1, ac2 in columns
    ]


def panel_agreement(ratings: Ratings) -> PanelAgreement:
    """All raters together."""
    counts, scale = ratings.counts(), ratings.scale

    def weighted(coefficient: Callable[[Floats], Estimate]) -> Weighted:
        plain, by_size, by_square = _under(("nominal", "linear", "quadratic"), scale, coefficient)
        return Weighted(unweighted=plain, linear=by_size, quadratic=by_square)

    ac1, ac2 = _under(("nominal", "quadratic"), scale, lambda distance: gwet(counts, distance))
    return PanelAgreement(
        units=int((counts.sum(axis=1) >= 2).sum()),
        exact=panel_share(counts, scale, 0),
        within_one=panel_share(counts, scale, 1),
        alpha=Alpha(
            nominal=alpha(counts, scale, "nominal"),
            ordinal=alpha(counts, scale, "ordinal"),
            interval=alpha(counts, scale, "interval"),
            ratio=alpha(counts, scale, "ratio"),
        ),
        gwet=Gwet(ac1=ac1, ac2=ac2),
        fleiss=weighted(lambda distance: fleiss(counts, distance)),
        conger=weighted(lambda distance: conger(ratings, distance)),
        brennan_prediger=weighted(lambda distance: brennan_prediger(counts, distance)),
    )


def rater_severities(ratings: Ratings) -> tuple[RaterSeverity, ...]:
    """Every rater against the others."""
    given = (ratings.codes >= 0).sum(axis=0).tolist()
    return tuple(
        RaterSeverity(rater=rater, ratings=count, difference=difference)
        for rater, count, difference in zip(ratings.raters, given, severities(ratings), strict=True)
    )


def _under(kinds: tuple[Distance, ...], scale: Scale, coefficient: Callable[[Floats], T]) -> list[T]:
    """A coefficient under several distances. On two values they are all the same, and worked out once."""
    if scale.size == 2:
        return [coefficient(distances(scale, "nominal"))] * len(kinds)
    return [coefficient(distances(scale, kind)) for kind in kinds]
