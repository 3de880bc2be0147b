"""The printed sums can be redone by hand."""

from scoring.explain import condition, explain
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.rubric import TableRow
from scoring.scorecard import score
from tests.cast import KEYS, criterion, item, rubric

Y, N, NA, CA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS


def reading(key: str, *answers: Answer) -> CriterionReading:
    names = ("m1", "m2", "m3", "p1", "p2", "n1")
    verdicts = tuple(Verdict(item=f"{key}_{n}", answer=a) for n, a in zip(names, answers, strict=True))
    return CriterionReading(criterion=key, verdicts=verdicts)


def test_every_criterion_and_the_score_have_a_line() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS]
    lines = explain(rubric(), score(rubric(), readings))
    assert lines[0] == (
        "Opening (weight 20): musts 3 of 3, pluses 0 of 2, must-nots 0 "
        "→ all musts and no must-not → level 4, worth 90"
    )
    assert lines[5].startswith("Disclosure (weight 0, beside the score)")
    assert (
        lines[6]
        == "QA score = (20×90 + 20×90 + 20×90 + 20×90 + 20×90) / (20 + 20 + 20 + 20 + 20) = 9000/100 = 90 %"
    )


def test_a_score_that_does_not_come_out_even_says_so() -> None:
    # 3 criteria of weight 1 at 90, 90, 65: 245/3 = 81.666…
    uneven = rubric(**{k: criterion(k, weight=1 if k in KEYS[:3] else 0) for k in KEYS})
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[:2]] + [reading(KEYS[2], Y, Y, N, N, N, N)]
    assert explain(uneven, score(uneven, readings))[-1].endswith("= 245/3 = ≈ 81.67 %")


def test_an_incomplete_score_has_two_sums() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[1:]] + [reading("opening", Y, Y, CA, N, N, N)]
    lines = explain(rubric(), score(rubric(), readings))
    assert "level 3 if what could not be assessed went against the rep, 4 if it went for them" in lines[0]
    assert lines[-2].startswith("QA score at worst = (20×65 + 20×90")
    assert lines[-1].startswith("QA score at best = (20×90 + 20×90")


def test_what_does_not_apply_is_said_to_leave_both_sums() -> None:
    readings = [reading(key, Y, Y, Y, N, N, N) for key in KEYS[1:]] + [
        reading("opening", NA, NA, NA, N, N, N)
    ]
    lines = explain(rubric(), score(rubric(), readings))
    assert lines[0].endswith("→ not applicable: leaves both sums")
    assert "/ (20 + 20 + 20 + 20)" in lines[-1]


def test_a_missed_must_have_is_named_as_the_reason() -> None:
    capped = rubric(
        opening=criterion("opening", item("a", must_have=True), item("b"), item("c"), item("d"), capped_at=1)
    )
    verdicts = tuple(Verdict(item=i, answer=N if i == "a" else Y) for i in "abcd")
    card = score(capped, [CriterionReading(criterion="opening", verdicts=verdicts)])
    assert "would be level 3, but a must-have was missed: at most 1" in explain(capped, card)[0]


def test_a_row_of_the_table_reads_as_words() -> None:
    assert condition(TableRow(level=5, missed_musts_at_most=0, pluses_at_least=2)) == (
        "all musts and at least 2 pluses"
    )
    assert condition(TableRow(level=3, missed_musts_at_most=1, must_nots_at_most=1)) == (
        "at most 1 must missed and at most 1 must-not"
    )
    assert condition(TableRow(level=1)) == "otherwise"
