"""What a changed answer does, in a line: old and new level, old and new QA score."""

from scoring.corrections.overriding import Change
from scoring.states import ANSWERS
from service.reports.phrases import score_in_words

Level = tuple[int | None, int | None]


def change_words(change: Change) -> str:
    """ "No becomes yes. Level 3 becomes 4. QA score 66 becomes 72. It costs points: …"."""
    before = "not read" if change.before is None else ANSWERS[change.before].word
    parts = [f"{before.capitalize()} becomes {ANSWERS[change.after].word}."]
    old, new = level_words(change.level_before), level_words(change.level_after)
    parts.append(f"Level {old} stays." if old == new else f"Level {old} becomes {new}.")
    old, new = score_in_words(change.score_before), score_in_words(change.score_after)
    parts.append(f"QA score {old} stays." if old == new else f"QA score {old} becomes {new}.")
    if change.costs_points:
        parts.append(
            "This costs points: click the sentence that shows it, or name the part that was searched."
        )
    return " ".join(parts)


def level_words(level: Level) -> str:
    """ "3", "2–4", or "–" where there is none."""
    low, high = level
    if low is None or high is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"
