"""What a judge claims only counts where the transcript bears it out."""

import pytest

from scoring.evidence import check_judgement
from scoring.judgement import Answer, Check, Claim, Judgement, Span, Verdict
from scoring.rubric import Criterion
from tests.cast import call, item, no, one_criterion, yes

CALL = call(
    "ben: Hello, Ben speaking.",
    "ana: Hi Ben, this is Ana from Quillhaven Software.",
    "ana: What happens today when an invoice goes missing?",
    "ben: We lose about two days every single week.",
    "ana: Understood.",
    "ana: That will not cost you more than 40 euros a month.",
)
ASKS = one_criterion(item("asks"), item("filler1"), item("filler2"), item("filler3"))


def verdict(claim: Claim, criterion: Criterion = ASKS) -> Verdict:
    reading = check_judgement(Judgement(criterion="discovery", claims=(claim,)), criterion, CALL)
    return reading.verdicts[0]


def test_words_found_in_the_sentence_are_exact_evidence() -> None:
    checked = verdict(yes("asks", ("S0003", "when an invoice goes missing")))
    assert checked.answer is Answer.YES
    (evidence,) = checked.evidence
    assert (evidence.sentence, evidence.check, evidence.start) == ("S0003", Check.EXACT, 10.0)
    assert evidence.quote == "What happens today when an invoice goes missing?"


def test_case_punctuation_fillers_and_number_words_do_not_matter() -> None:
    checked = verdict(yes("asks", ("S0006", "Not cost you, uh, more than FORTY euros")))
    assert checked.evidence[0].check is Check.EXACT


def test_a_short_sentence_is_evidence_as_a_whole() -> None:
    assert verdict(yes("asks", ("S0005", "Understood"))).answer is Answer.YES


def test_two_words_of_a_long_sentence_prove_nothing() -> None:
    checked = verdict(yes("asks", ("S0003", "happens today")))
    assert checked.answer is Answer.CANNOT_ASSESS
    assert "too few" in checked.problems[0]


@pytest.mark.parametrize("filled", ["uh um er asks", "- - - today", "goes \u200b \u200b \u200b"])
def test_fillers_dashes_and_invisible_words_do_not_make_an_anchor_longer(filled: str) -> None:
    assert verdict(yes("asks", ("S0003", filled))).answer is Answer.CANNOT_ASSESS


def test_a_number_of_four_words_is_four_words() -> None:
    spoken = call("ana: It is two hundred and forty euros.")
    claim = yes("asks", ("S0001", "two hundred and forty"))
    reading = check_judgement(Judgement(criterion="discovery", claims=(claim,)), ASKS, spoken)
    assert reading.verdicts[0].evidence[0].check is Check.EXACT


def test_words_of_the_next_sentence_are_repaired_to_it_and_marked() -> None:
    checked = verdict(yes("asks", ("S0002", "what happens today when an invoice")))
    assert [(e.sentence, e.check) for e in checked.evidence] == [("S0003", Check.REPAIRED)]


def test_a_repair_never_reaches_a_sentence_of_the_wrong_speaker() -> None:
    checked = verdict(yes("asks", ("S0003", "about two days every single week")))
    assert checked.answer is Answer.CANNOT_ASSESS
    assert "spoken by the customer" in checked.problems[0]


def test_a_slip_of_spelling_is_nearly_there_and_marked() -> None:
    checked = verdict(yes("asks", ("S0003", "when an invoce goes missing")))
    assert [e.check for e in checked.evidence] == [Check.FUZZY]


@pytest.mark.parametrize(
    "changed",
    ["that will not cost you more than 400 euros a month", "that will cost you more than 40 euros a month"],
)
def test_another_number_or_a_lost_not_is_another_statement(changed: str) -> None:
    assert verdict(yes("asks", ("S0006", changed))).answer is Answer.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        (("S0099", "what happens today when"), "no sentence S0099"),
        (("S0004", "we lose about two days"), "spoken by the customer"),
        (("S0003", "I promise you the very best price"), "are not in S0003"),
        (("S0004", "two days every single week understood"), "are not in S0004"),
        (("S0003", " … "), "without anchor words"),
    ],
    ids=["unknown id", "the other person's sentence", "invented words", "across two speakers", "no words"],
)
def test_what_the_transcript_does_not_bear_out_cannot_be_assessed(
    citation: tuple[str, str], problem: str
) -> None:
    checked = verdict(yes("asks", citation))
    assert checked.answer is Answer.CANNOT_ASSESS
    assert checked.claimed is Answer.YES
    assert checked.evidence == ()
    assert problem in checked.problems[0]


def test_words_that_run_on_into_the_same_persons_next_sentence_count() -> None:
    checked = verdict(yes("asks", ("S0005", "understood that will not cost you")))
    assert [(e.sentence, e.check) for e in checked.evidence] == [("S0005", Check.REPAIRED)]


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("we are able to deliver that on Tuesday", "we are unable to deliver that on Tuesday"),
        ("it will increase your costs next year", "it will decrease your costs next year"),
        ("we are able to deliver that on Tuesday", "we are able to deliver that on Thursday"),
        ("your board has approved the whole budget", "your board has disapproved the whole budget"),
        ("you will not pay more than before", "you will pay not more than before"),
        ("your bill changed by -5 percent last year", "your bill changed by 5 percent last year"),
        ("changed by minus 5 percent last year", "5 percent last year"),
    ],
)
def test_the_opposite_is_no_slip_of_spelling(said: str, claimed: str) -> None:
    spoken = call(f"ana: {said}.")
    claim = yes("asks", ("S0001", claimed))
    reading = check_judgement(Judgement(criterion="discovery", claims=(claim,)), ASKS, spoken)
    assert reading.verdicts[0].answer is Answer.CANNOT_ASSESS


def test_words_run_on_only_into_what_is_said_at_once() -> None:
    spoken = call("ana: I can tell you that.", "ana: We will send it over.", every=60)
    claim = yes("asks", ("S0001", "tell you that we will send"))
    reading = check_judgement(Judgement(criterion="discovery", claims=(claim,)), ASKS, spoken)
    assert reading.verdicts[0].answer is Answer.CANNOT_ASSESS


def test_one_good_sentence_is_enough_and_the_bad_one_is_named() -> None:
    checked = verdict(
        yes("asks", ("S0099", "nothing of the kind here"), ("S0003", "when an invoice goes missing"))
    )
    assert checked.answer is Answer.YES
    assert len(checked.evidence) == 1
    assert "no sentence S0099" in checked.problems[0]


def test_a_yes_without_a_sentence_cannot_be_assessed() -> None:
    assert verdict(yes("asks")).answer is Answer.CANNOT_ASSESS


def test_time_rules_count_from_the_reps_first_word_not_from_the_customers() -> None:
    # Ana's first word is at 5 s, her question at 10 s: 5 s later.
    early = one_criterion(
        item("asks", place={"within_first": 5}), item("filler1"), item("filler2"), item("filler3")
    )
    late = one_criterion(
        item("asks", place={"within_first": 4}), item("filler1"), item("filler2"), item("filler3")
    )
    claim = yes("asks", ("S0003", "when an invoice goes missing"))
    assert verdict(claim, early).answer is Answer.YES
    refused = verdict(claim, late)
    assert refused.answer is Answer.CANNOT_ASSESS
    assert "5 s after the rep begins, 4 are allowed" in refused.problems[0]


def test_evidence_for_the_close_has_to_stand_near_the_end() -> None:
    # The last word falls at 28 s; the question ends at 13 s, 15 s before.
    close = one_criterion(
        item("asks", place={"within_last": 14}), item("filler1"), item("filler2"), item("filler3")
    )
    assert verdict(yes("asks", ("S0003", "when an invoice goes missing")), close).answer is (
        Answer.CANNOT_ASSESS
    )


def test_a_no_needs_the_part_that_was_searched() -> None:
    assert verdict(no("asks", "S0001", "S0006")).answer is Answer.NO
    assert verdict(Claim(item="asks", answer=Answer.NO)).answer is Answer.CANNOT_ASSESS


@pytest.mark.parametrize(("first", "last"), [("S0001", "S0042"), ("S0005", "S0002")])
def test_a_search_outside_the_call_or_backwards_is_no_search(first: str, last: str) -> None:
    assert verdict(no("asks", first, last)).answer is Answer.CANNOT_ASSESS


def test_a_search_that_leaves_out_where_it_could_have_been_said_is_no_search() -> None:
    early = one_criterion(
        item("asks", place={"within_first": 6}), item("filler1"), item("filler2"), item("filler3")
    )
    claim = Claim(item="asks", answer=Answer.NO, searched=Span(first="S0005", last="S0006"))
    assert verdict(claim, early).answer is Answer.CANNOT_ASSESS


def test_a_search_through_the_other_persons_sentences_is_no_search() -> None:
    assert verdict(no("asks", "S0004", "S0004")).answer is Answer.CANNOT_ASSESS
    assert verdict(no("asks", "S0004", "S0005")).answer is Answer.NO


def test_not_applicable_needs_an_item_that_can_lack_its_occasion() -> None:
    sometimes = one_criterion(
        item("asks", occasion={"when": "the customer objects"}),
        item("filler1"),
        item("filler2"),
        item("filler3"),
    )
    claim = Claim(item="asks", answer=Answer.NOT_APPLICABLE)
    assert verdict(claim, sometimes).answer is Answer.NOT_APPLICABLE
    assert verdict(claim).answer is Answer.CANNOT_ASSESS


def test_every_item_gets_a_verdict_even_where_the_judge_was_silent_or_spoke_twice() -> None:
    judgement = Judgement(
        criterion="discovery", claims=(no("asks"), no("asks"), no("filler2"), no("made_up"))
    )
    reading = check_judgement(judgement, ASKS, CALL)
    assert [v.item for v in reading.verdicts] == ["asks", "filler1", "filler2", "filler3"]
    assert [v.answer for v in reading.verdicts] == [
        Answer.CANNOT_ASSESS, Answer.CANNOT_ASSESS, Answer.NO, Answer.CANNOT_ASSESS,
    ]  # fmt: skip
    assert "made_up" in reading.problems[0]


def test_a_failed_judgement_stays_failed_and_gives_no_verdict() -> None:
    reading = check_judgement(Judgement(criterion="discovery", failed="timed out"), ASKS, CALL)
    assert (reading.failed, reading.verdicts) == ("timed out", ())


def test_an_unknown_speaker_carries_nothing() -> None:
    unsure = call("someone: What happens today when an invoice goes missing?")
    claim = yes("asks", ("S0001", "when an invoice goes missing"))
    reading = check_judgement(Judgement(criterion="discovery", claims=(claim,)), ASKS, unsure)
    assert reading.verdicts[0].answer is Answer.CANNOT_ASSESS
