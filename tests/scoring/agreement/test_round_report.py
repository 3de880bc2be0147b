"""What is said about a round: coefficients from 20 calls on, states never as numbers, signed strictness."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from scoring.agreement.beside import judge_tables, kappa_by_call
from scoring.agreement.estimate import Estimate
from scoring.agreement.kappa import kappa
from scoring.agreement.round_frame import CANNOT_ASSESS, LEVELS, NOT_APPLICABLE, Given, Rater, RoundFrame
from scoring.agreement.round_report import criterion_agreement, largest_differences, round_report
from scoring.agreement.round_words import enough_for
from scoring.agreement.weights import distances
from tests.benchmarks.calibration_round import frame as benchmark_frame

ANA, BEN, AI = Rater("Sam"), Rater("Quill"), Rater("AI reading", "judge")
N, X, MISSING = NOT_APPLICABLE, CANNOT_ASSESS, -1


def given(*rows: tuple[int, ...], key: str = "discovery") -> Given:
    """Levels 1 to 5 as people write them; below zero as it is."""
    codes = [[value - 1 if value > 0 else value for value in row] for row in rows]
    return Given(key, key.capitalize(), np.array(codes, dtype=np.int16))


def item(*rows: tuple[int, ...], key: str = "asks") -> Given:
    return Given(key, "Asks?", np.array(rows, dtype=np.int16), "discovery")


def frame(criterion: Given, *items: Given, raters: tuple[Rater, ...] = (ANA, BEN, AI)) -> RoundFrame:
    calls = tuple(f"call {n + 1}" for n in range(len(criterion.codes)))
    return RoundFrame(calls, raters, (criterion,), items)


TWENTY = given(*[(level, level, max(1, level - 1)) for level in (1, 2, 3, 4, 5) * 4])


def test_under_twenty_calls_there_is_no_coefficient_and_the_items_lead() -> None:
    report = round_report(frame(given((4, 3, 2), (5, 5, 5)), item((1, 1, 0), (0, 0, 0))), "One", "test")
    (criterion,) = report.criteria
    for shown in (criterion.people.kappa, criterion.judge.kappa, criterion.alpha, criterion.ac2):
        assert shown.value is None
        assert "fewer than 20 calls" in (shown.why_no_value or "")
    assert all(pair.kappa.value is None for pair in criterion.pairs)
    assert criterion.people.exact.value == 0.5
    assert report.headline.people_exact.value == 1.0
    assert report.headline.judge_exact.value == 0.5
    assert "Fewer than 20 calls" in report.notes[0]


def test_people_among_themselves_stand_beside_the_judge_with_people() -> None:
    criterion = criterion_agreement(frame(TWENTY), TWENTY)
    assert criterion.people.kappa.value == 1.0
    # The judge is one level lower except at 1: 4 of 20 exact. Both people give the same table, so pooling
    # the two gives its kappa.
    table = np.zeros((1, 5, 5), dtype=np.int64)
    for level in range(5):
        table[0, level, max(0, level - 1)] += 4
    assert criterion.judge.kappa.value == pytest.approx(kappa(table, distances(LEVELS, "quadratic"))[0])
    assert criterion.judge.exact.value == pytest.approx(4 / 20)
    assert criterion.double_scored == 20
    kinds = {(pair.first, pair.second): pair.between for pair in criterion.pairs}
    assert kinds == {
        ("Sam", "Quill"): "people",
        ("Sam", "AI reading"): "judge",
        ("Quill", "AI reading"): "judge",
    }


def test_strictness_is_signed_and_against_people_only() -> None:
    criterion = criterion_agreement(frame(TWENTY), TWENTY)
    severity = {one.rater: one.difference.value for one in criterion.severity}
    assert severity == {"Sam": 0.0, "Quill": 0.0, "AI reading": pytest.approx(-16 / 20)}
    # In percent: 2 → 1 loses 35, 3 → 2 loses 30, 4 → 3 loses 25, 5 → 4 loses 10: 100 in 5 calls.
    assert criterion.bias.value == pytest.approx(-20.0)


def test_not_applicable_and_cannot_assess_are_never_numbers() -> None:
    rows = [(3, 3, 3)] * 18 + [(N, N, N), (N, X, 2)]
    criterion = criterion_agreement(frame(given(*rows)), given(*rows))
    assert criterion.people.calls == 18
    assert criterion.double_scored == 18
    assert criterion.not_applicable.given == 2
    # 19 calls alike, on one 1 of 3 pairs agrees whether it was not applicable: (19 + 1/3) / 20.
    assert criterion.not_applicable.exact.value == pytest.approx((19 + 1 / 3) / 20)
    assert criterion.cannot_assess.given == 1


def test_without_variety_agreement_is_undefined_and_says_why() -> None:
    same = given(*[(4, 4, 4)] * 25)
    criterion = criterion_agreement(frame(same), same)
    assert criterion.people.kappa.value is None
    assert "no variation" in (criterion.people.kappa.why_no_value or "")
    assert "not defined" in criterion.sentence
    report = round_report(frame(same), "All fours", "test")
    assert any("Not enough variety" in note for note in report.notes)


def test_the_largest_difference_comes_first() -> None:
    found = largest_differences(frame(given((4, 3, 3), (5, 1, 2), (2, 2, 2))))
    assert [(one.call, one.gap) for one in found] == [("call 2", 4), ("call 1", 1)]
    assert found[0].levels == {"Sam": 5, "Quill": 1, "AI reading": 2}


def test_yes_no_items_have_sensitivity_for_no_with_the_person_as_truth() -> None:
    rows = [(0, 0, 0)] * 6 + [(0, 0, 1)] * 2 + [(1, 1, 1)] * 12
    report = round_report(frame(given(*[(3, 3, 3)] * 20), item(*rows)), "One", "test")
    pair = next(one for one in report.items[0].pairs if one.first == "Sam" and one.between == "judge")
    assert pair.binary.sensitivity_for_no.value == pytest.approx(6 / 8)
    assert pair.binary.specificity_for_no.value == 1.0
    assert report.items[0].split == 0  # the people agree; that the judge differs stands in its own column


def test_an_item_has_shares_alpha_and_strictness_and_within_one_is_said_to_mean_nothing() -> None:
    # Of 20 calls the two people agree on 16; on four Sam says yes and Quill no. The judge is with Sam.
    rows = [(0, 0, 0)] * 8 + [(1, 1, 1)] * 8 + [(1, 0, 1)] * 4
    found = round_report(frame(given(*[(3, 3, 3)] * 20), item(*rows)), "One", "test").items[0]
    assert found.people_exact.value == pytest.approx(0.8)
    assert found.judge_exact.value == pytest.approx((16 * 2 + 4) / 40)
    # 40 answers, 20 yes: seen 4 × 2 of 40 against 2 × 20 × 20 / 39 by chance, so 1 − 39 × 8 / 800.
    assert found.alpha.value == pytest.approx(1 - 39 * 8 / 800)
    assert found.within_one.value is None
    assert "always within one step" in (found.within_one.why_no_value or "")
    assert [(one.rater, one.difference.value) for one in found.severity] == [
        ("Sam", pytest.approx(0.2)),
        ("Quill", pytest.approx(-0.2)),
        ("AI reading", pytest.approx(0.1)),
    ]
    assert [pair.exact.value for pair in found.pairs] == [pytest.approx(0.8), 1.0, pytest.approx(0.8)]


def test_an_item_on_few_calls_has_no_alpha() -> None:
    found = round_report(frame(given((3, 3, 3)), item((1, 0, 1))), "One", "test").items[0]
    assert "fewer than 20 calls" in (found.alpha.why_no_value or "")
    assert found.people_exact.value == 0.0


@pytest.mark.parametrize(
    ("low", "calls", "words"),
    [
        (0.55, 100, "That is enough for plans, once a person has confirmed the call."),
        (0.55, 99, "On 100 calls that would be enough for plans; so far there are 99."),
        (0.549, 200, "That is enough for coaching; for plans it is not."),
        (0.40, 49, "On 50 calls that would be enough for coaching; so far there are 49."),
        (0.399, 200, "That is enough to help a person, and for nothing else."),
    ],
)
def test_what_a_coefficient_is_enough_for_hangs_on_its_lower_end_and_on_the_calls(
    low: float, calls: int, words: str
) -> None:
    assert enough_for(Estimate(value=0.8, low=low, high=0.9, units=calls)) == words


@pytest.mark.slow(seconds=8)
def test_a_round_of_twenty_raters_takes_less_than_two_seconds_of_the_processor() -> None:
    whole = benchmark_frame()
    round_report(benchmark_frame(raters=4, calls=40), "warm", "test")  # the first one imports scipy
    took = []
    for _ in range(2):
        began = process_time()
        assert len(round_report(whole, "One", "test").people) == 19
        took.append(process_time() - began)
    assert min(took) < 2


def test_a_judge_alone_with_one_person_still_splits() -> None:
    one = frame(given((3, 3)), item((1, 0)), raters=(ANA, AI))
    assert round_report(one, "One", "test").splits == ("asks",)


def test_a_rater_who_gave_nothing_and_an_empty_round_break_nothing() -> None:
    nothing = given((MISSING, MISSING, MISSING))
    report = round_report(frame(nothing, item((MISSING,) * 3)), "Empty", "test")
    assert report.criteria[0].people.exact.value is None
    assert report.sentence.endswith("nothing to compare yet.")


@pytest.mark.slow
def test_the_pooled_interval_holds_nineteen_times_in_twenty() -> None:
    """Two people and a judge, all pairs of a person and the judge pooled, calls left out: nominal .95.

    Everybody sees one quality with noise of their own; the truth is what 400,000 calls give.
    """
    rng = np.random.default_rng(11)
    edges = np.quantile(rng.normal(scale=1.2, size=100_000), [0.03, 0.11, 0.35, 0.77])

    def calls(n: int) -> np.ndarray:  # type: ignore[type-arg]
        seen = rng.normal(size=(n, 1)) + rng.normal(scale=0.66, size=(n, 3))
        return np.digitize(seen, edges).astype(np.int16)

    quadratic = distances(LEVELS, "quadratic")
    many = calls(400_000)
    pooled = sum(np.histogram2d(many[:, at], many[:, 2], bins=5)[0] for at in (0, 1))
    truth = float(kappa(np.asarray(pooled, dtype=np.int64)[None], quadratic)[0])
    for n in (20, 50, 100):
        hits = 0
        for _ in range(1000):
            codes = calls(n)
            found = kappa_by_call(judge_tables(codes[:, :2], codes[:, 2:], 5), quadratic)
            hits += found.low is not None and found.high is not None and found.low <= truth <= found.high
        assert 0.92 <= hits / 1000 <= 0.98, n


def test_frames_are_told_apart_by_every_single_thing_that_was_given() -> None:
    codes = np.array([[3, 4], [2, -1]], dtype=np.int16)
    one = RoundFrame(("1", "2"), (Rater("Ana"), Rater("Ben")), (Given("opening", "Opening", codes),), ())
    other = codes.copy()
    other[1, 1] = 0
    same = replace(one, criteria=(Given("opening", "Opening", codes.copy(order="F")),))
    assert same.fingerprint == one.fingerprint
    told = {
        one.fingerprint,
        replace(one, criteria=(Given("opening", "Opening", other),)).fingerprint,
        replace(one, criteria=(Given("opening", "Beginning", codes),)).fingerprint,
        replace(one, criteria=(), items=one.criteria).fingerprint,
        replace(one, raters=(Rater("Ana"), Rater("Ben", "judge"))).fingerprint,
        replace(one, calls=("1", "3")).fingerprint,
        replace(one, worth=(0.0, 35.0, 65.0, 90.0, 99.0)).fingerprint,
    }
    assert len(told) == 7
