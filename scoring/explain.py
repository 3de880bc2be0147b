"""The sums behind a scorecard, line by line, so that anybody can redo them by hand."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.rubric import Criterion, Rubric, TableRow
from scoring.scorecard import CriterionScore, Scorecard, Tally


def explain(rubric: Rubric, card: Scorecard) -> tuple[str, ...]:
    """One line for each criterion, then the QA score as a fraction and in percent."""
    lines = [_criterion_line(rubric.criterion(c.key), c) for c in card.criteria]
    return (*lines, *_score_lines(card))


def why(criterion: Criterion, score: CriterionScore) -> str:
    """Why the criterion has this level, in the words of its table."""
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
            return _scored_why(criterion, score)


def _scored_why(criterion: Criterion, score: CriterionScore) -> str:
    tally, row = score.tally, score.row
    if tally is None or row is None:
        return ""
    text = f"{count(tally)} → {condition(row)}"
    if score.level is not None and score.level < row.level:
        text += f" would be level {row.level}, but a must-have was missed: at most {criterion.capped_at}"
    return text


def count(tally: Tally) -> str:
    """What was counted: "musts 3 of 4, pluses 1 of 2, must-nots 0"."""
    return (
        f"musts {tally.met_musts} of {tally.musts}, pluses {tally.met_pluses} of {tally.pluses}, "
        f"must-nots {tally.must_nots}"
    )


def condition(row: TableRow) -> str:
    """A row of the table in words: "all musts and at least 2 pluses"."""
    parts = []
    if row.missed_musts_at_most is not None:
        missed = row.missed_musts_at_most
        parts.append("all musts" if missed == 0 else f"at most {missed} must{'s' * (missed > 1)} missed")
    if row.met_musts_at_least:
        parts.append(f"at least {row.met_musts_at_least} must{'s' * (row.met_musts_at_least > 1)} met")
    if row.pluses_at_least:
        parts.append(f"at least {row.pluses_at_least} plus{'es' * (row.pluses_at_least > 1)}")
    if row.must_nots_at_most is not None:
        most = row.must_nots_at_most
        parts.append("no must-not" if most == 0 else f"at most {most} must-not{'s' * (most > 1)}")
    return " and ".join(parts) or "otherwise"


def _criterion_line(criterion: Criterion, score: CriterionScore) -> str:
    match score.state:
        case "not_applicable":
            result = "not applicable: leaves both sums"
        case "scored":
            result = f"level {score.level}, worth {score.worth_low}"
        case _:
            result = f"level {score.low}–{score.high}, worth {score.worth_low}–{score.worth_high}"
    weight = f"weight {score.weight}" if score.weight else "weight 0, beside the score"
    return f"{criterion.title} ({weight}): {why(criterion, score)} → {result}"


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
