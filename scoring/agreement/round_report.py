"""Works out everything that is said about a calibration round."""

from collections.abc import Sequence

import numpy as np

from scoring.agreement.alpha import alpha
from scoring.agreement.beside import (
    FEW,
    TOO_FEW,
    beside,
    judge_tables,
    kappa_by_call,
    people_tables,
    share_by_call,
)
from scoring.agreement.binary import binary_agreement
from scoring.agreement.estimate import Estimate, undefined
from scoring.agreement.gwet import gwet, gwet_pairs
from scoring.agreement.jackknife import CONFIDENCE
from scoring.agreement.kappa import kappas
from scoring.agreement.pooled import pooled_alpha, pooled_kappa
from scoring.agreement.ratings import Integers, Ratings
from scoring.agreement.round_frame import (
    ANSWERS,
    CANNOT_ASSESS,
    LEVELS,
    NOT_APPLICABLE,
    Given,
    RoundFrame,
    stated,
    value_counts,
)
from scoring.agreement.round_records import (
    Between,
    CriterionAgreement,
    Difference,
    Headline,
    ItemAgreement,
    ItemPair,
    RoundPair,
    RoundReport,
    StateAgreement,
)
from scoring.agreement.round_words import criterion_sentence, round_notes, round_sentence
from scoring.agreement.shares import TWO_VALUES, near, pair_shares, panel_share
from scoring.agreement.strictness import judge_bias, overall_severity, rater_severity
from scoring.agreement.tables import Pair, pair_tables
from scoring.agreement.weights import distances

INDICATIVE_BELOW = 50
MOST_DIFFERENCES = 20
MOST_SPLITS = 8
NEVER_GIVEN = "nobody gave it"

NOMINAL = distances(ANSWERS, "nominal")
QUADRATIC = distances(LEVELS, "quadratic")


def round_report(frame: RoundFrame, title: str, sidetone: str, notes: Sequence[str] = ()) -> RoundReport:
    """The whole report of a round; `notes` are what the reader should know besides."""
    criteria = tuple(criterion_agreement(frame, one) for one in frame.criteria)
    items = tuple(item_agreement(frame, one) for one in frame.items)
    head, severity = headline(frame), overall_severity(frame, LEVELS.points())
    return RoundReport(
        sidetone=sidetone,
        title=title,
        sentence=round_sentence(frame, head, severity),
        notes=(*notes, *round_notes(frame, criteria)),
        confidence=CONFIDENCE,
        calls=len(frame.calls),
        people=tuple(one.name for one in frame.raters if one.kind == "person"),
        judges=tuple(one.name for one in frame.raters if one.kind == "judge"),
        headline=head,
        severity=severity,
        differences=largest_differences(frame),
        splits=tuple(one.key for one in sorted(items, key=_split_most)[:MOST_SPLITS] if one.split),
        criteria=criteria,
        items=items,
    )


def headline(frame: RoundFrame) -> Headline:
    """Agreement over the yes and no of all items, where the verdicts on one call belong together."""
    if not frame.items:
        none = undefined(0, "no item was answered")
        return Headline(people_exact=none, people_alpha=none, judge_exact=none, judge_kappa=none)
    people = frame.people
    counts = np.concatenate([value_counts(one.codes[:, people], 2) for one in frame.items])
    clusters = np.tile(np.arange(len(frame.calls)), len(frame.items))
    with_judge = sum(judge_tables(one.codes[:, people], one.codes[:, ~people], 2) for one in frame.items)
    same = near(ANSWERS, 0).astype(np.float64)
    return Headline(
        people_exact=people_exact(frame),
        people_alpha=pooled_alpha(counts, clusters, NOMINAL),
        judge_exact=share_by_call(np.asarray(with_judge), same),
        judge_kappa=pooled_kappa(np.asarray(with_judge), NOMINAL),
    )


def people_exact(frame: RoundFrame) -> Estimate:
    """How often two people gave the same answer to an item, over the yes and no of all items."""
    if not frame.items:
        return undefined(0, "no item was answered")
    among = sum(people_tables(one.codes[:, frame.people], 2) for one in frame.items)
    return share_by_call(np.asarray(among), near(ANSWERS, 0).astype(np.float64))


def criterion_agreement(frame: RoundFrame, given: Given) -> CriterionAgreement:
    """All about one criterion. Under 20 calls no coefficient: it would say more than is known."""
    mine, judges = given.codes[:, frame.people], given.codes[:, ~frame.people]
    counts = value_counts(mine, LEVELS.size)
    compared = int(((given.codes >= 0).sum(axis=1) >= 2).sum())
    among = beside(people_tables(mine, LEVELS.size), LEVELS)
    with_judge = beside(judge_tables(mine, judges, LEVELS.size), LEVELS)
    bias, severity = judge_bias(frame, given), rater_severity(frame, given, LEVELS.points())
    few = bool(among.calls) and among.calls < FEW
    return CriterionAgreement(
        key=given.key,
        title=given.title,
        calls=compared,
        double_scored=with_judge.calls,
        indicative=compared < INDICATIVE_BELOW,
        sentence=criterion_sentence(given.title, among, with_judge, severity, frame),
        people=among,
        judge=with_judge,
        alpha=undefined(among.calls, TOO_FEW) if few else alpha(counts, LEVELS, "ordinal"),
        ac2=undefined(among.calls, TOO_FEW) if few else gwet(counts, QUADRATIC),
        bias=bias,
        severity=severity,
        pairs=_level_pairs(frame, frame.ratings(given, LEVELS)),
        not_applicable=state_agreement(given, NOT_APPLICABLE),
        cannot_assess=state_agreement(given, CANNOT_ASSESS),
    )


def item_agreement(frame: RoundFrame, given: Given) -> ItemAgreement:
    """All about one yes/no item."""
    mine, judges = given.codes[:, frame.people], given.codes[:, ~frame.people]
    both = value_counts(mine if frame.people.sum() > 1 else given.codes, 2)
    among, with_judge = people_tables(mine, 2), judge_tables(mine, judges, 2)
    same, compared = near(ANSWERS, 0).astype(np.float64), int((among.sum(axis=(1, 2)) > 0).sum())
    return ItemAgreement(
        key=given.key,
        criterion=given.criterion,
        asks=given.title,
        calls=int((value_counts(given.codes, 2).sum(axis=1) >= 2).sum()),
        split=int((both > 0).all(axis=1).sum()),
        people=kappa_by_call(among, NOMINAL),
        judge=kappa_by_call(with_judge, NOMINAL),
        people_exact=share_by_call(among, same),
        judge_exact=share_by_call(with_judge, same),
        within_one=undefined(compared, TWO_VALUES),
        alpha=_shown(alpha(value_counts(mine, 2), ANSWERS, "nominal")),
        severity=rater_severity(frame, given, ANSWERS.points()),
        pairs=_item_pairs(frame, frame.ratings(given, ANSWERS)),
        not_applicable=state_agreement(given, NOT_APPLICABLE),
        cannot_assess=state_agreement(given, CANNOT_ASSESS),
    )


def state_agreement(given: Given, state: int) -> StateAgreement:
    """Agreement of all raters on whether it was in that state."""
    said = stated(given.codes, state)
    times = int((said == 1).any(axis=1).sum())
    counts = value_counts(said, 2)
    compared = int((counts.sum(axis=1) >= 2).sum())
    if times == 0:
        none = undefined(compared, NEVER_GIVEN)
        return StateAgreement(given=0, exact=none, alpha=none)
    few = compared < FEW
    return StateAgreement(
        given=times,
        exact=panel_share(counts, ANSWERS, 0),
        alpha=undefined(compared, TOO_FEW) if few else alpha(counts, ANSWERS, "nominal"),
    )


def largest_differences(frame: RoundFrame) -> tuple[Difference, ...]:
    """Calls and criteria with the largest gap between two raters, largest first."""
    found = []
    names = [rater.name for rater in frame.raters]
    for given in frame.criteria:
        rated = given.codes >= 0
        top = np.where(rated, given.codes, -9).max(axis=1, initial=-9)
        low = np.where(rated, given.codes, 99).min(axis=1, initial=99)
        for call in np.flatnonzero((rated.sum(axis=1) >= 2) & (top > low)).tolist():
            levels = {
                name: int(code) + 1 for name, code in zip(names, given.codes[call], strict=True) if code >= 0
            }
            found.append((-int(top[call] - low[call]), call, given.key, levels))
    found.sort(key=lambda one: one[:2])
    return tuple(
        Difference(call=frame.calls[call], criterion=key, gap=-gap, levels=levels)
        for gap, call, key, levels in found[:MOST_DIFFERENCES]
    )


def _level_pairs(frame: RoundFrame, ratings: Ratings) -> tuple[RoundPair, ...]:
    made = []
    for pairs, tables in pair_tables(ratings):
        kept = [at for at, pair in enumerate(pairs) if _between(frame, pair)]
        tables = tables[kept]
        columns = zip(
            [pairs[at] for at in kept],
            tables.tolist(),
            tables.sum(axis=(1, 2)).tolist(),
            pair_shares(tables, LEVELS, 0),
            pair_shares(tables, LEVELS, 1),
            kappas(tables, QUADRATIC),
            gwet_pairs(tables, QUADRATIC),
            strict=True,
        )
        for pair, table, calls, exact, within, kappa, ac2 in columns:
            first, second = pair
            made.append(
                RoundPair(
                    first=ratings.raters[first],
                    second=ratings.raters[second],
                    between=_between(frame, pair) or "people",
                    calls=calls,
                    exact=exact,
                    within_one=within,
                    kappa=_shown(kappa),
                    ac2=_shown(ac2),
                    table=tuple(map(tuple, table)),
                )
            )
    return tuple(made)


def _item_pairs(frame: RoundFrame, ratings: Ratings) -> tuple[ItemPair, ...]:
    made = []
    for pairs, tables in pair_tables(ratings):
        kept = [at for at, pair in enumerate(pairs) if _between(frame, pair)]
        tables = tables[kept]
        sizes: Integers = tables.sum(axis=(1, 2))
        columns = (kept, tables, sizes.tolist(), pair_shares(tables, ANSWERS, 0), kappas(tables, NOMINAL))
        for at, table, calls, exact, kappa in zip(*columns, strict=True):
            first, second = pairs[at]
            made.append(
                ItemPair(
                    first=ratings.raters[first],
                    second=ratings.raters[second],
                    between=_between(frame, pairs[at]) or "people",
                    calls=calls,
                    exact=exact,
                    kappa=_shown(kappa),
                    binary=binary_agreement(table),
                )
            )
    return tuple(made)


def _between(frame: RoundFrame, pair: Pair) -> Between | None:
    """Of what kind a pair is; two judges are none: they are compared by drift."""
    first, second = (frame.raters[place].kind for place in pair)
    if first == second == "judge":
        return None
    return "people" if first == second else "judge"


def _shown(estimate: Estimate) -> Estimate:
    return undefined(estimate.units, TOO_FEW) if 0 < estimate.units < FEW else estimate


def _split_most(item: ItemAgreement) -> tuple[float, int]:
    return (-item.split / max(1, item.calls), -item.split)
