"""The printed sums can be redone by hand."""

from scoring.explain import condition, explain, why
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.rubric import TableRow
from scoring.scorecard import score
from tests.cast import KEYS, criterion, item, rubric

Y, N, NA, CA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS


def reading(key: str, *answers: Answer) -> CriterionReading:
    names = ("m1", "m2", "m3", "p1", "p2", "n1")
    verdicts = tuple(Verdict(item=f"{key}_{n}", answer=a) for n, a in zip(names, answers, strict=True))
    return CriterionReading(criterion=key, verdicts=verdicts)


def test_every_criterion_shows_its_counts_its_table_and_its_level() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS]
    lines = explain(rubric(), score(rubric(), readings))
    assert lines[0] == (
        "Worth in percent: level 5 = 100, level 4 = 90, level 3 = 65, level 2 = 35, level 1 = 0"
    )
    assert lines[1:4] == (
        "Opening (weight 20): level 4, worth 90",
        "    musts 3 of 3, pluses 0 of 2, must-nots 0 → all musts and no must-not → level 4",
        "    table: 5 all musts and at least 1 plus and no must-not; 4 all musts and no must-not; "
        "3 at most 1 must missed and at most 1 must-not; 2 at least 1 must met; 1 otherwise",
    )
    assert lines[16].startswith("Disclosure (weight 0, beside the score)")
    assert lines[-1] == (
        "QA score = (20×90 + 20×90 + 20×90 + 20×90 + 20×90) / (20 + 20 + 20 + 20 + 20) = 9000/100 = 90 %"
    )


def test_a_score_that_does_not_come_out_even_says_so() -> None:
    # 3 criteria of weight 1 at 90, 90, 65: 245/3 = 81.666…
    uneven = rubric(**{k: criterion(k, weight=1 if k in KEYS[:3] else 0) for k in KEYS})
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[:2]] + [reading(KEYS[2], Y, Y, N, N, N, N)]
    assert explain(uneven, score(uneven, readings))[-1].endswith("= 245/3 = ≈ 81.67 %")


def test_what_was_not_assessed_is_counted_both_ways_in_the_open() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[1:]] + [reading("opening", Y, Y, CA, N, N, N)]
    lines = explain(rubric(), score(rubric(), readings))
    assert lines[1] == "Opening (weight 20): level 3–4, worth 65–90"
    assert lines[2].startswith("    1 not assessed, counted against the rep: musts 2 of 3")
    assert lines[2].endswith("→ level 3")
    assert lines[3].startswith("    the same counted for the rep: musts 3 of 3")
    assert lines[-2].startswith("QA score at worst = (20×65 + 20×90")
    assert lines[-1].startswith("QA score at best = (20×90 + 20×90")


def test_an_unassessed_item_that_changes_nothing_is_still_named() -> None:
    card = score(rubric(), [reading("opening", Y, Y, Y, Y, CA, N)])
    opening = rubric().criterion("opening")
    assert why(opening, card.criteria[0]).endswith("(1 not assessed, the level is the same either way)")


def test_a_row_that_asks_for_more_than_the_call_gave_says_that_it_did() -> None:
    card = score(rubric(), [reading("opening", Y, Y, Y, NA, NA, N)])
    assert "at least 1 plus (only 0 had an occasion) and no must-not → level 5" in explain(rubric(), card)[2]


def test_what_does_not_apply_is_said_to_leave_both_sums() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[1:]] + [
        reading("opening", NA, NA, NA, N, N, N)
    ]
    lines = explain(rubric(), score(rubric(), readings))
    assert lines[1] == "Opening (weight 20): not applicable: leaves both sums"
    assert "/ (20 + 20 + 20 + 20)" in lines[-1]


def test_a_missed_must_have_is_named_as_the_reason() -> None:
    capped = rubric(
        opening=criterion("opening", item("a", must_have=True), item("b"), item("c"), item("d"), capped_at=1)
    )
    verdicts = tuple(Verdict(item=i, answer=N if i == "a" else Y) for i in "abcd")
    card = score(capped, [CriterionReading(criterion="opening", verdicts=verdicts)])
    assert explain(capped, card)[2].endswith("level 3, but a must-have was missed: at most 1")


def test_a_row_of_the_table_reads_as_words() -> None:
    assert condition(TableRow(level=5, missed_musts_at_most=0, pluses_at_least=2)) == (
        "all musts and at least 2 pluses"
    )
    assert condition(TableRow(level=3, missed_musts_at_most=1, must_nots_at_most=1)) == (
        "at most 1 must missed and at most 1 must-not"
    )
    assert condition(TableRow(level=1)) == "otherwise"
