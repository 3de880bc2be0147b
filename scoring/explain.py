"""The sums behind a scorecard, line by line, so that anybody can redo them by hand."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.rubric import Criterion, Rubric, TableRow
from scoring.scorecard import CriterionScore, Scorecard, Tally, row_of


def explain(rubric: Rubric, card: Scorecard) -> tuple[str, ...]:
    """What a level is worth; for each criterion counts, table and level; then the QA score as a fraction."""
    worths = ", ".join(
        f"level {level} = {rubric.worth[level]}" for level in sorted(rubric.worth, reverse=True)
    )
    lines = [f"Worth in percent: {worths}"]
    for score in card.criteria:
        lines += _criterion_lines(rubric.criterion(score.key), score)
    return (*lines, *_score_lines(card))


def why(criterion: Criterion, score: CriterionScore) -> str:
    """Why the criterion has this level, in a line: counts and the row of its table that holds."""
    match score.state:
        case "not_applicable":
            return "no must had an occasion on this call"
        case "failed":
            return "the judge gave no usable reading"
        case "range" | "cannot_assess":
            return (
                f"level {score.low} if what could not be assessed went against the rep, "
                f"{score.high} if it went for them"
            )
        case "scored":
            open_items = f" ({score.unknown} not assessed, the level is the same either way)"
            return f"{_counted(criterion, score.worst)}{open_items * bool(score.unknown)}"


def _criterion_lines(criterion: Criterion, score: CriterionScore) -> Iterator[str]:
    weight = f"weight {score.weight}" if score.weight else "weight 0, beside the score"
    yield f"{criterion.title} ({weight}): {_result(score)}"
    if score.worst is None or score.best is None:
        yield f"    {why(criterion, score)}"
        return
    if score.unknown:
        yield f"    {score.unknown} not assessed, counted against the rep: {_counted(criterion, score.worst)}"
        yield f"    the same counted for the rep: {_counted(criterion, score.best)}"
    else:
        yield f"    {_counted(criterion, score.worst)}"
    yield f"    table: {'; '.join(f'{row.level} {condition(row)}' for row in criterion.table)}"


def _result(score: CriterionScore) -> str:
    if score.state == "not_applicable":
        return "not applicable: leaves both sums"
    if score.level is not None:
        return f"level {score.level}, worth {score.worth_low}"
    return f"level {score.low}–{score.high}, worth {score.worth_low}–{score.worth_high}"


def _counted(criterion: Criterion, tally: Tally | None) -> str:
    """The counts, the first row of the table they meet, and its level."""
    if tally is None:
        return ""
    row = row_of(criterion, tally)
    text = f"{count(tally)} → {condition(row, tally)} → level {row.level}"
    if tally.missed_must_haves and criterion.capped_at < row.level:
        text += f", but a must-have was missed: at most {criterion.capped_at}"
    return text


def count(tally: Tally) -> str:
    """What was counted: "musts 3 of 4, pluses 1 of 2, must-nots 0"."""
    return (
        f"musts {tally.met_musts} of {tally.musts}, pluses {tally.met_pluses} of {tally.pluses}, "
        f"must-nots {tally.must_nots}"
    )


def condition(row: TableRow, tally: Tally | None = None) -> str:
    """A row of the table in words: "all musts and at least 2 pluses".

    With a tally it says where the call gave occasion for fewer than the row asks: then those are enough.
    """
    parts = []
    if row.missed_musts_at_most is not None:
        missed = row.missed_musts_at_most
        parts.append("all musts" if missed == 0 else f"at most {missed} must{'s' * (missed > 1)} missed")
    if row.met_musts_at_least:
        least = row.met_musts_at_least
        parts.append(
            f"at least {least} must{'s' * (least > 1)} met{_only(tally.musts if tally else None, least)}"
        )
    if row.pluses_at_least:
        least = row.pluses_at_least
        parts.append(
            f"at least {least} plus{'es' * (least > 1)}{_only(tally.pluses if tally else None, least)}"
        )
    if row.must_nots_at_most is not None:
        most = row.must_nots_at_most
        parts.append("no must-not" if most == 0 else f"at most {most} must-not{'s' * (most > 1)}")
    return " and ".join(parts) or "otherwise"


def _only(applied: int | None, least: int) -> str:
    return "" if applied is None or applied >= least else f" (only {applied} had an occasion)"


def _score_lines(card: Scorecard) -> Iterator[str]:
    counted = [c for c in card.criteria if c.weight and c.state != "not_applicable"]
    if not counted:
        yield "QA score: no criterion with a weight applies to this call"
        return
    weights = " + ".join(str(c.weight) for c in counted)
    worst = [(c.weight, c.worth_low) for c in counted]
    best = [(c.weight, c.worth_high) for c in counted]
    if card.qa_score.state == "complete":
        yield _sum_line("QA score", worst, weights, card.qa_score.value)
        return
    yield _sum_line("QA score at worst", worst, weights, card.qa_score.low)
    yield _sum_line("QA score at best", best, weights, card.qa_score.high)


def _sum_line(name: str, terms: list[tuple[int, int | None]], weights: str, value: Fraction | None) -> str:
    products = " + ".join(f"{weight}×{worth}" for weight, worth in terms)
    top = sum(weight * (worth or 0) for weight, worth in terms)
    bottom = sum(weight for weight, _ in terms)
    return f"{name} = ({products}) / ({weights}) = {top}/{bottom} = {_decimal(value)} %"


def _decimal(value: Fraction | None) -> str:
    """Up to two decimals, marked with ≈ where that is not the whole number."""
    if value is None:
        return "–"
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return text if Fraction(hundredths, 100) == value else f"≈ {text}"
