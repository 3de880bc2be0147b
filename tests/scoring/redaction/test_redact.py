"""Redaction hides what identifies people or opens their accounts, and leaves what a review needs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.redaction import Hidden, Mask, Names, redact
from tests.cast import call
from tests.fixtures.calls import FOLDERS, read_fixture
from tests.scoring.redaction.kept import KEPT
from tests.scoring.redaction.measure import marked, outcome, outcomes
from tests.scoring.redaction.spans import HIDDEN


def shown(*lines: str, names: Names = Names(), health: bool = False) -> str:  # noqa: B008 (frozen)
    redacted = redact(call(*lines), names, health=health)
    return " / ".join(sentence.text for sentence in redacted.transcript.sentences)


@pytest.mark.parametrize("kind", HIDDEN)
def test_every_marked_span_of_this_kind_is_hidden_and_nothing_beside_it(kind: str) -> None:
    found = list(outcomes(HIDDEN[kind]))
    assert [one.dialogue for one in found if one.leaked or one.too_much] == []


def test_the_lists_are_as_long_as_the_document_says() -> None:
    spans = sum(len(marked(line).spans) for listed in HIDDEN.values() for line in listed.strip().splitlines())
    assert (spans, len(KEPT.strip().splitlines())) == (226, 204)


def test_ordinary_sales_talk_stays_as_it_is() -> None:
    assert [one.dialogue for one in outcomes(KEPT) if one.too_much] == []


def test_masks_say_where_they_stand_by_the_words_of_the_original() -> None:
    redacted = redact(call("ana: Hi.", "ben: My card is 4111 1111 1111 1111, okay?"))
    assert redacted.masks == (Mask(sentence="S0002", kind=Hidden.CARD, first_word=3, last_word=6),)
    assert redacted.transcript.sentences[1].text == "My card is [CARD], okay?"
    assert redacted.counts() == {"CARD": 1}


def test_ids_speakers_and_times_stay_and_the_word_that_hides_lasts_as_long_as_what_it_hides() -> None:
    before = call("ben: My card is 4111 1111 1111 1111, okay?")
    after = redact(before).transcript
    (old,), (new,) = before.sentences, after.sentences
    assert (new.id, new.speaker, new.start, new.end) == (old.id, old.speaker, old.start, old.end)
    assert [word.text for word in new.words] == ["My", "card", "is", "[CARD],", "okay?"]
    assert (new.words[3].start, new.words[3].end) == (old.words[3].start, old.words[6].end)


def test_a_question_stays_a_question_and_a_possessive_stays_one() -> None:
    assert shown("ana: Am I speaking with Tom?") == "Am I speaking with [CUSTOMER]?"
    assert shown("ben: It's out of Paul's budget.") == "It's out of [PERSON]'s budget."


def test_a_number_is_hidden_in_every_turn_that_holds_a_part_of_it() -> None:
    assert shown(
        "ana: What's the account number?",
        "ben: forty-four seventy-one",
        "ana: Forty-four seventy-one.",
        "ben: Double oh three two.",
        "ana: And how many seats?",
        "ben: 25 seats.",
    ) == (
        "What's the account number? / [ACCOUNT] / [ACCOUNT]. / [ACCOUNT]. / And how many seats? / 25 seats."
    )


def test_a_hidden_number_is_known_again_later_without_its_cue() -> None:
    said = shown(
        "ben: Account number 44710032.", *["ana: Okay, thank you."] * 30, "ana: So, 44710032, right?"
    )
    assert said.endswith("So, [ACCOUNT], right?")


def test_names_from_outside_are_hidden_and_the_company_is_not() -> None:
    names = Names(rep=("Ulla Fischbein",), company=("Grace Foods",))
    assert shown("ben: I asked Ulla about Grace Foods.", names=names) == "I asked [REP] about Grace Foods."


def test_the_company_behind_an_introduction_stays() -> None:
    assert shown("ana: This is Marcus Dean with Dean Foods.") == "This is [REP] with Dean Foods."


def test_health_details_are_hidden_for_teams_marked_so_only() -> None:
    said = "ben: I was diagnosed with Crohn's disease, and I take insulin for my diabetes."
    assert shown(said, health=True) == "I was diagnosed with [HEALTH], and I take [HEALTH] for my [HEALTH]."
    assert shown(said) == said.removeprefix("ben: ")


def test_digits_of_other_scripts_and_between_invisible_characters_are_digits() -> None:
    for spelled in (
        "４１１１ １１１１ １１１１ １１１１",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "4\u200b111 11\u00ad11 1111 1111",
    ):
        assert shown(f"ben: It's {spelled}.") == "It's [CARD]."


def test_a_word_nobody_can_say_is_hidden_where_it_holds_digits() -> None:
    assert shown("ben: " + "x" * 500 + "4111111111111111") == "[ACCOUNT]"


def test_words_without_times_of_their_own_are_dropped_with_the_text_they_hide() -> None:
    spoken = call("ben: My card is 4111 1111 1111 1111.")
    odd = spoken.sentences[0].model_copy(update={"words": spoken.sentences[0].words[:-1]})
    after = redact(spoken.model_copy(update={"sentences": (odd,)})).transcript.sentences[0]
    assert (after.text, after.words) == ("My card is [CARD].", ())


def test_what_was_redacted_stays_as_it_is_when_redacted_again() -> None:
    for fixture in map(read_fixture, FOLDERS):
        once = redact(fixture.transcript)
        assert redact(once.transcript).transcript == once.transcript


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_keeps_its_sentences_and_gives_the_same_masks_twice(texts: list[str]) -> None:
    spoken = call(*(f"ben: {text}" for text in texts))
    first, second = redact(spoken), redact(spoken)
    assert first == second
    assert [s.id for s in first.transcript.sentences] == [s.id for s in spoken.sentences]
    for mask in first.masks:
        sentence = spoken.find(mask.sentence)
        assert sentence is not None
        assert mask.first_word <= mask.last_word < len(sentence.text.split())


HOSTILE = {
    "a megabyte of one word": ("a" * 1_000_000,),
    "a megabyte of digits": ("4" * 1_000_000,),
    "a megabyte of commas": ("," * 1_000_000 + "x",),
    "thousands of digits": ("4 " * 5_000,),
    "thousands of digit words": ("my account number is " + "four " * 5_000,),
    "thousands of dates": ("born April 19 1988 " * 1_500,),
    "thousands of dots": ("x dot " * 3_000 + "at gmail dot com",),
    "thousands of streets": ("12 Maple " * 3_000 + "Street",),
    "thousands of letters": ("B R A N D T " * 1_500,),
    "thousands of turns": ("four",) * 2_000,
}


@pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_take_seconds_at_most(texts: tuple[str, ...]) -> None:
    spoken = call(*(f"ben: {text}" for text in texts))
    began = time.perf_counter()
    redact(spoken)
    # Each took at most 0.4 s on two shared cores; what grew with the square took half a minute.
    assert time.perf_counter() - began < 10


def test_the_masks_of_a_span_tell_what_they_hide() -> None:
    assert outcome("b: My social is «123-45-6789».").kinds == {"SSN"}
    assert outcome("b: It's «j dot smith at gmail dot com».").kinds == {"EMAIL"}


@pytest.mark.parametrize(
    "said",
    [
        "The magic number is 250.",
        "Your account is 12000 behind.",
        "On the credit card side we do 4500 transactions.",
        "The policy is 5000 deductible.",
        "The best number we've seen is 375.",
        "The zip code field takes 10000 entries.",
        "My number one priority is 2027.",
    ],
)
def test_a_round_sum_near_a_word_for_numbers_is_no_such_number(said: str) -> None:
    assert shown(f"ben: {said}") == said


def test_a_company_that_was_named_is_no_person_when_it_is_greeted() -> None:
    said = shown("ana: This is Ana from Northwind.", "ben: Hello Northwind. Hello Ana.")
    assert said == "This is [REP] from Northwind. / Hello Northwind. Hello [REP]."


def test_who_answers_with_hello_and_a_name_is_not_the_one_who_is_greeted() -> None:
    spoken = call("ben: Hello, Ben here.", "ana: Hi Ben, this is Ana from Ledgerline.")
    assert [s.text for s in redact(spoken).transcript.sentences] == [
        "Hello, [CUSTOMER] here.",
        "Hi [CUSTOMER], this is [REP] from Ledgerline.",
    ]


def test_a_company_ends_with_its_sentence() -> None:
    spoken = call("ben: Marta here.", "ana: Hi Marta, it's Tyler from Copperfinch.", "ben: Copperfinch?")
    assert [s.text for s in redact(spoken).transcript.sentences] == [
        "[CUSTOMER] here.",
        "Hi [CUSTOMER], it's [REP] from Copperfinch.",
        "Copperfinch?",
    ]
