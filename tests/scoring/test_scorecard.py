"""The sums of a scorecard, worked by hand."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.rubric import LEVELS, Kind, Rubric
from scoring.scorecard import complete, level_of, score, score_criterion
from tests.cast import KEYS, criterion, item, one_criterion, rubric

Y, N, NA, CA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS
PLAIN = one_criterion()
RUBRIC = rubric()


def answers(m1: Answer, m2: Answer, m3: Answer, p1: Answer, p2: Answer, n1: Answer) -> dict[str, Answer]:
    names = [f"discovery_{part}" for part in ("m1", "m2", "m3", "p1", "p2", "n1")]
    return dict(zip(names, (m1, m2, m3, p1, p2, n1), strict=True))


def reading(key: str, given: Mapping[str, Answer]) -> CriterionReading:
    return CriterionReading(
        criterion=key, verdicts=tuple(Verdict(item=name, answer=answer) for name, answer in given.items())
    )


def all_of(key: str, must: Answer, plus: Answer = N, must_not: Answer = N) -> CriterionReading:
    criterion_ = RUBRIC.criterion(key)
    by_kind = {Kind.MUST: must, Kind.PLUS: plus, Kind.MUST_NOT: must_not}
    return reading(key, {item.id: by_kind[item.kind] for item in criterion_.items})


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (answers(Y, Y, Y, Y, N, N), 5),  # all musts and a plus
        (answers(Y, Y, Y, N, N, N), 4),  # all musts, no plus
        (answers(Y, Y, N, Y, Y, N), 3),  # one must missed: pluses make up for nothing
        (answers(Y, Y, Y, Y, Y, Y), 3),  # all there, but the must-not happened
        (answers(Y, N, N, Y, Y, N), 2),  # one must met
        (answers(N, N, N, Y, Y, N), 1),  # pluses without a must
        (answers(Y, Y, Y, NA, NA, N), 5),  # no plus had an occasion: none can be asked for
        (answers(Y, NA, NA, NA, Y, NA), 5),  # the one must that had an occasion was met
        (answers(NA, NA, NA, Y, Y, N), None),  # levels rest on musts
        (answers(NA, NA, NA, NA, NA, Y), None),  # a must-not alone gives no level
    ],
)
def test_the_table_gives_the_level(given: dict[str, Answer], level: int | None) -> None:
    assert level_of(PLAIN, given) == level


def test_a_missed_must_have_caps_its_criterion_whatever_else_is_there() -> None:
    capped = one_criterion(item("a", must_have=True), item("b"), item("c"), item("d", "plus"), capped_at=2)
    assert level_of(capped, {"a": Y, "b": Y, "c": Y, "d": Y}) == 5
    # one must missed would be level 3, the cap makes it 2
    assert level_of(capped, {"a": N, "b": Y, "c": Y, "d": Y}) == 2
    assert level_of(capped, {"a": Y, "b": N, "c": Y, "d": Y}) == 3


def test_an_unassessable_item_that_changes_nothing_leaves_the_level() -> None:
    # p2 unknown: with p1 met one plus is there either way, so level 5 stands.
    scored = score_criterion(RUBRIC, PLAIN, reading("discovery", answers(Y, Y, Y, Y, CA, N)))
    assert (scored.state, scored.level) == ("scored", 5)


def test_an_unassessable_item_that_matters_gives_a_range_of_levels() -> None:
    # m3 unknown: no → one must missed → 3; yes → all musts, one plus → 5.
    scored = score_criterion(RUBRIC, PLAIN, reading("discovery", answers(Y, Y, CA, Y, N, N)))
    assert (scored.state, scored.level, scored.low, scored.high) == ("range", None, 3, 5)


def test_an_unassessable_must_not_is_completed_both_ways() -> None:
    # n1 unknown: happened → 3; did not → 4.
    scored = score_criterion(RUBRIC, PLAIN, reading("discovery", answers(Y, Y, Y, N, N, CA)))
    assert (scored.low, scored.high) == (3, 4)


def test_a_criterion_of_which_nothing_could_be_assessed_says_so() -> None:
    scored = score_criterion(RUBRIC, PLAIN, reading("discovery", answers(CA, CA, CA, CA, CA, CA)))
    assert (scored.state, scored.low, scored.high) == ("cannot_assess", 1, 5)


def test_the_qa_score_is_the_weighted_mean_of_worths() -> None:
    # opening 4 → 90, discovery 5 → 100, qualification 1 → 0, objections 3 → 65, next step 4 → 90;
    # weights 20 each, disclosure 0: (20×90 + 20×100 + 20×0 + 20×65 + 20×90) / 100 = 6900/100 = 69.
    readings = [
        all_of("opening", Y),
        all_of("discovery", Y, plus=Y),
        all_of("qualification", N),
        all_of("objections", Y, must_not=Y),
        all_of("next_step", Y),
        all_of("disclosure", N),
    ]
    card = score(RUBRIC, readings)
    assert [c.level for c in card.criteria] == [4, 5, 1, 3, 4, 1]
    assert card.qa_score.state == "complete"
    assert card.qa_score.value == Fraction(69)


def test_a_criterion_that_does_not_apply_leaves_both_sums() -> None:
    # Without objections: (90 + 90 + 90 + 90) × 20 / 80 = 90. Had it stayed with a zero: 72.
    readings = [all_of(key, Y) for key in KEYS if key != "objections"] + [all_of("objections", NA, NA, NA)]
    card = score(RUBRIC, readings)
    assert card.qa_score.value == Fraction(90)


def test_unequal_weights_are_kept_as_exact_fractions() -> None:
    # (30×65 + 7×90) / 37 = 2580/37 = 69.729729…; as a float it would not be equal.
    weighted = rubric(
        **{key: criterion(key, weight=0) for key in KEYS}
        | {"opening": criterion("opening", weight=30), "discovery": criterion("discovery", weight=7)}
    )
    card = score(weighted, [all_of("opening", Y, must_not=Y), all_of("discovery", Y)])
    assert card.qa_score.value == Fraction(2580, 37)


def test_an_incomplete_scorecard_has_bounds_and_no_value() -> None:
    # discovery 3–5 (65–100), the other four 90: low (65 + 360)/5 = 85, high (100 + 360)/5 = 92.
    readings = [all_of(key, Y) for key in KEYS if key != "discovery"]
    readings.append(reading("discovery", answers(Y, Y, CA, Y, N, N)))
    qa = score(RUBRIC, readings).qa_score
    assert (qa.state, qa.value, qa.low, qa.high) == ("incomplete", None, Fraction(85), Fraction(92))


def test_a_failed_criterion_is_neither_a_zero_nor_left_out() -> None:
    # 0–100 for one of five, the others 90: low 360/5 = 72, high 460/5 = 92.
    readings = [all_of(key, Y) for key in KEYS if key != "discovery"]
    readings.append(CriterionReading(criterion="discovery", failed="timed out"))
    card = score(RUBRIC, readings)
    assert card.criteria[1].state == "failed"
    assert (card.qa_score.low, card.qa_score.high) == (Fraction(72), Fraction(92))


def test_a_missing_reading_counts_as_failed() -> None:
    assert score(RUBRIC, []).qa_score.state == "incomplete"


def test_trouble_in_a_criterion_without_weight_leaves_the_score_complete() -> None:
    readings = [all_of(key, Y) for key in KEYS if key != "disclosure"]
    readings.append(CriterionReading(criterion="disclosure", failed="timed out"))
    assert score(RUBRIC, readings).qa_score.value == Fraction(90)


def test_where_nothing_applies_there_is_no_number() -> None:
    qa = score(RUBRIC, [all_of(key, NA, NA, NA) for key in KEYS]).qa_score
    assert (qa.value, qa.low, qa.high) == (None, None, None)


@pytest.mark.parametrize(
    ("answer", "result"), [(Y, "pass"), (N, "fail"), (CA, "cannot_tell"), (NA, "not_applicable")]
)
def test_a_must_have_stands_beside_the_score_and_never_rewrites_it(answer: Answer, result: str) -> None:
    with_must_have = rubric(
        disclosure=criterion(
            "disclosure", item("notice", must_have=True), item("b"), item("c"), item("d"), weight=0
        )
    )
    readings = [all_of(key, Y) for key in KEYS if key != "disclosure"]
    readings.append(reading("disclosure", {"notice": answer, "b": Y, "c": Y, "d": Y}))
    card = score(with_must_have, readings)
    assert [m.result for m in card.must_haves] == [result]
    assert card.qa_score.value == Fraction(90)


any_answer = st.sampled_from([Y, N, NA, CA])
any_answers = st.tuples(*[any_answer] * 6).map(lambda six: answers(*six))


@st.composite
def any_card(draw: st.DrawFn) -> list[CriterionReading]:
    return [reading(key, {i.id: draw(any_answer) for i in RUBRIC.criterion(key).items}) for key in KEYS]


@given(any_card())
def test_every_score_lies_between_its_bounds_and_between_0_and_100(readings: list[CriterionReading]) -> None:
    qa = score(RUBRIC, readings).qa_score
    if qa.low is not None and qa.high is not None:
        assert 0 <= qa.low <= qa.high <= 100
        assert qa.value is None or qa.low == qa.value == qa.high


@given(any_card(), st.randoms(use_true_random=False))
def test_order_does_not_matter(readings: list[CriterionReading], shuffle: object) -> None:
    mixed = [
        r.model_copy(update={"verdicts": tuple(sorted(r.verdicts, key=lambda v: v.item[::-1]))})
        for r in readings
    ]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(RUBRIC, mixed) == score(RUBRIC, readings)


@given(any_answers)
def test_a_must_not_never_gives(given: dict[str, Answer]) -> None:
    """Neither a level nor a range is ever higher because a must-not happened."""
    for side in (True, False):
        without = level_of(PLAIN, complete(PLAIN, given | {"discovery_n1": N}, favourably=side))
        happened = level_of(PLAIN, complete(PLAIN, given | {"discovery_n1": Y}, favourably=side))
        assert (without is None) == (happened is None)
        assert without is None or happened is None or happened <= without


@given(any_card())
def test_a_must_not_never_raises_the_qa_score(readings: list[CriterionReading]) -> None:
    def with_must_nots(answer: Answer) -> list[CriterionReading]:
        return [
            reading(r.criterion, {v.item: answer if v.item.endswith("n1") else v.answer for v in r.verdicts})
            for r in readings
        ]

    happened, clean = score(RUBRIC, with_must_nots(Y)).qa_score, score(RUBRIC, with_must_nots(N)).qa_score
    if clean.low is not None and clean.high is not None:
        assert happened.low is not None
        assert happened.high is not None
        assert (happened.low, happened.high) <= (clean.low, clean.high)


@given(any_answers, st.sampled_from(["m1", "m2", "m3", "p1", "p2"]))
def test_doing_more_never_costs_a_level(given: dict[str, Answer], part: str) -> None:
    name = f"discovery_{part}"
    missed = level_of(PLAIN, complete(PLAIN, given | {name: N}, favourably=True))
    done = level_of(PLAIN, complete(PLAIN, given | {name: Y}, favourably=True))
    assert missed is not None or done is not None or part.startswith("p")
    assert missed is None or done is None or done >= missed


@given(any_card())
def test_removing_a_criterion_that_does_not_apply_changes_nothing(readings: list[CriterionReading]) -> None:
    """Not applicable leaves both sums: the score is that of a rubric in which its weight is 0."""
    away = [r if r.criterion != "objections" else all_of("objections", NA, NA, NA) for r in readings]
    light: Rubric = rubric(objections=criterion("objections", weight=0))
    assert score(RUBRIC, away).qa_score == score(light, away).qa_score


@given(any_answers)
def test_what_cannot_be_assessed_never_leaves_the_bounds(given: dict[str, Answer]) -> None:
    """Whatever the unknown items turn out to be, yes or no, the level lies in the range."""
    scored = score_criterion(RUBRIC, PLAIN, reading("discovery", given))
    unknown = [name for name, answer in given.items() if answer is CA]
    for mask in range(2 ** len(unknown)):
        filled = given | {name: Y if mask >> i & 1 else N for i, name in enumerate(unknown)}
        level = level_of(PLAIN, filled)
        if level is None:
            assert scored.state == "not_applicable"
        else:
            assert scored.low is not None
            assert scored.high is not None
            assert scored.low <= level <= scored.high


def test_levels_are_one_to_five() -> None:
    assert LEVELS == (1, 2, 3, 4, 5)
