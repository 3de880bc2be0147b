"""Corrections in the core: what is looked at, what a correction costs, what moves along, what is compared.

One criterion of the small rubric: three musts, two pluses, a must-not; 5 needs all musts and a plus, 4 all
musts, 3 one must missed, 2 one must met.
"""

from datetime import UTC, date, datetime

import pytest

from scoring.corrections.answering import Said
from scoring.corrections.attention import costing, not_looked_at, to_look_at
from scoring.corrections.carrying import Correction, carry_over
from scoring.corrections.choosing import asked_of_week, comes_blind_first
from scoring.corrections.comparing import compare_sheets, level_pair
from scoring.corrections.deadlines import answer_due, is_over, window_ends
from scoring.corrections.effective import card, corrected
from scoring.corrections.overriding import preview, settle
from scoring.corrections.sheets import open_items, readings_of
from scoring.errors import BadInput
from scoring.judgement import Answer, CriterionReading, Evidence, Span, Verdict
from scoring.review import Flag
from tests.cast import KEYS, call, one_criterion, rubric

RUBRIC = rubric()
TALK = call(
    "ana: Hi Ben, this is Ana from Northwind.",
    "ben: Hello Ana, I have about ten minutes.",
    "ana: How many invoices do you check every month?",
    "ben: About forty of them.",
)
WHOLE = Span(first="S0001", last="S0004")
YES, NO, OPEN = Answer.YES, Answer.NO, Answer.CANNOT_ASSESS


def verdicts(key: str, *answers: Answer, **more: object) -> CriterionReading:
    """The criterion's items answered in order: m1 m2 m3 p1 p2 n1."""
    names = ("m1", "m2", "m3", "p1", "p2", "n1")
    made = [Verdict(item=f"{key}_{n}", answer=a, **more) for n, a in zip(names, answers, strict=True)]  # type: ignore[arg-type]
    return CriterionReading(criterion=key, verdicts=tuple(made))


FINE = {key: verdicts(key, YES, YES, YES, NO, NO, NO) for key in KEYS}
"""Level 4 everywhere: worth 90."""


def said(item: str, answer: Answer, *sentences: str, searched: Span | None = None) -> Said:
    return Said(item=item, answer=answer, sentences=sentences, searched=searched)


def test_a_missed_plus_is_looked_at_only_where_it_would_lift_the_level() -> None:
    criterion = one_criterion()
    good = FINE["discovery"].verdicts
    assert costing(criterion, good) == ("discovery_p1", "discovery_p2")
    poor = verdicts("discovery", YES, NO, NO, NO, NO, NO).verdicts
    assert costing(criterion, poor) == ("discovery_m2", "discovery_m3")
    with_plus = verdicts("discovery", YES, YES, YES, YES, NO, NO).verdicts
    assert costing(criterion, with_plus) == ()


def test_what_is_unsure_split_flagged_or_not_read_is_looked_at() -> None:
    split = Verdict(item="discovery_m1", answer=YES, votes={YES: 2, NO: 1})
    rest = verdicts("discovery", YES, OPEN, YES, YES, YES, NO).verdicts[1:]
    readings = {key: verdicts(key, YES, YES, YES, YES, YES, NO) for key in KEYS}
    readings["discovery"] = CriterionReading(criterion="discovery", verdicts=(split, *rest))
    readings["opening"] = CriterionReading(criterion="opening", failed="broke off")
    flags = [Flag(code="words_unsure", message="listen", criterion="disclosure", item="disclosure_m1")]
    found = {one.item: one.why for one in to_look_at(RUBRIC, readings, flags)}
    assert found == {
        **{f"opening_{n}": ("not_read",) for n in ("m1", "m2", "m3", "p1", "p2", "n1")},
        "discovery_m1": ("split",),
        "discovery_m2": ("cannot_assess",),
        "disclosure_m1": ("flagged",),
    }


def test_only_what_costs_points_has_to_be_played() -> None:
    readings = FINE | {"opening": verdicts("opening", YES, NO, OPEN, NO, NO, YES)}
    wanted = [one for one in to_look_at(RUBRIC, readings) if one.criterion == "opening"]
    assert not_looked_at(wanted, ["opening_m2"]) == ("opening_n1",)


def test_the_sums_of_a_correction() -> None:
    # Opening falls from 4 to 3: (65 + 4 × 90) / 5 = 85; disclosure has no weight.
    change = preview(RUBRIC, FINE, {}, said("opening_m1", NO))
    assert (change.score_before.value, change.score_after.value, change.costs_points) == (90, 85, True)
    assert preview(RUBRIC, FINE, {}, said("opening_p1", YES)).score_after.value == 92
    assert preview(RUBRIC, FINE, {}, said("disclosure_m1", NO)).costs_points


def test_nobody_could_say_costs_points_where_it_lowers_an_end() -> None:
    change = preview(RUBRIC, FINE, {}, said("opening_m1", OPEN))
    assert (change.score_after.low, change.score_after.high, change.costs_points) == (85, 90, True)
    with pytest.raises(BadInput, match="costs points"):
        settle(RUBRIC, FINE, {}, said("opening_m1", OPEN), TALK)
    verdict, _ = settle(RUBRIC, FINE, {}, said("opening_m1", OPEN, searched=WHOLE), TALK)
    assert (verdict.answer, verdict.searched) == (OPEN, WHOLE)


def test_a_criterion_that_could_not_be_read_is_read_as_far_as_somebody_answers() -> None:
    readings = FINE | {"opening": CriterionReading(criterion="opening", failed="broke off")}
    verdict, _ = settle(RUBRIC, readings, {}, said("opening_m1", YES, "S0001"), TALK)
    now = corrected(RUBRIC, readings, {"opening_m1": verdict})["opening"]
    assert (now.failed, [one.answer for one in now.verdicts]) == (None, [YES, OPEN, OPEN, OPEN, OPEN, OPEN])
    shown = card(RUBRIC, readings, {"opening_m1": verdict}).criteria[0]
    assert (shown.state, shown.low, shown.high) == ("range", 2, 5)


def a_correction(item: str, sentence: str, answer: Answer = YES) -> Correction:
    found = TALK.find(sentence)
    assert found is not None
    evidence = Evidence(sentence=sentence, quote=found.text, start=0, end=1, check="exact")  # type: ignore[arg-type]
    made = Verdict(item=item, answer=answer, claimed=answer, evidence=(evidence,))
    return Correction(said=said(item, answer, sentence), verdict=made)


def test_corrections_move_along_where_the_cited_words_are_found_again() -> None:
    later = call("ivr: This call is recorded.", *(f"{who}: {s.text}" for who, s in _voiced()))
    found = carry_over([a_correction("opening_m1", "S0003")], TALK, RUBRIC, later)
    (kept,) = found.kept
    assert kept.said.sentences == ("S0004",)


def test_corrections_whose_words_somebody_else_says_now_are_lost() -> None:
    swapped = call(*(f"{'ben' if who == 'ana' else 'ana'}: {s.text}" for who, s in _voiced()))
    found = carry_over([a_correction("opening_m1", "S0003")], TALK, RUBRIC, swapped)
    assert found.kept == ()
    assert "spoken by the customer" in found.lost[0][1]


def test_a_correction_without_words_moves_along_on_the_same_transcript_only() -> None:
    bare = Correction(said=said("opening_m1", YES), verdict=Verdict(item="opening_m1", answer=YES))
    assert carry_over([bare], TALK, RUBRIC, TALK).kept == (bare,)
    other = call(*(f"{who}: {s.text}" for who, s in _voiced()), "ana: Thank you.")
    assert carry_over([bare], TALK, RUBRIC, other).kept == ()
    stranger = Correction(said=said("stranger", YES), verdict=Verdict(item="stranger", answer=YES))
    assert "no such item" in carry_over([stranger], TALK, RUBRIC, TALK).lost[0][1]


def _voiced():  # type: ignore[no-untyped-def]
    return [("ana" if s.speaker.value == "rep" else "ben", s) for s in TALK.sentences]


def test_a_sheet_counts_when_every_item_is_answered_and_shown() -> None:
    sheet = [said("opening_m1", YES, "S0001"), said("opening_m2", NO), said("opening_m3", YES, "S0002")]
    left = {one.item: one.why for one in open_items(RUBRIC, sheet, readings_of(RUBRIC, sheet, TALK))}
    assert "opening_m1" not in left
    assert "opening_m2" not in left  # without a part of the call, a no stands for the whole of it
    assert "spoken by the customer" in left["opening_m3"]
    assert left["opening_p1"] == "not answered yet"
    with pytest.raises(BadInput, match="twice"):
        readings_of(RUBRIC, [sheet[0], sheet[0]], TALK)


def test_two_sheets_are_compared_differences_first() -> None:
    mine = FINE | {"objections": verdicts("objections", YES, NO, NO, NO, NO, NO)}
    found = compare_sheets(RUBRIC, mine, FINE)
    assert (found.differing, found.same) == (2, 34)
    assert [one.item for one in found.items[:2]] == ["objections_m2", "objections_m3"]
    assert (found.levels[0].criterion, found.levels[0].words) == ("objections", "2 lower")
    assert level_pair("k", "K", (3, 3), (2, 4)).words == "within the range"


def test_which_calls_come_blind_first_follows_from_their_ids() -> None:
    calls = [f"{n:032x}" for n in range(2000)]
    chosen = [one for one in calls if comes_blind_first(one, "seed", 4)]
    assert 420 < len(chosen) < 580
    assert chosen == [one for one in calls if comes_blind_first(one, "seed", 4)]
    assert not any(comes_blind_first(one, "seed", 0) for one in calls[:50])
    assert asked_of_week(calls, "seed") == asked_of_week(reversed(calls), "seed")
    assert asked_of_week([], "seed") is None


def test_deadlines_last_until_local_midnight() -> None:
    friday = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # Saturday already in Berlin
    assert answer_due(friday, "UTC") == date(2026, 11, 27)
    assert answer_due(friday, "Europe/Berlin") == date(2026, 11, 27)
    last = window_ends(friday, "Europe/Berlin", 10)
    assert last == date(2026, 12, 1)
    assert not is_over(last, datetime(2026, 12, 1, 22, 59, tzinfo=UTC), "Europe/Berlin")
    assert is_over(last, datetime(2026, 12, 1, 23, 0, tzinfo=UTC), "Europe/Berlin")
