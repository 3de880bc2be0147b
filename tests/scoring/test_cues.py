import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.anchor import match_anchor
from scoring.cues import anchor, chances, hits, occasions, recognise
from scoring.judgement import Citation
from scoring.phrases import phrase
from scoring.rubric import Cues, Item
from scoring.wording import normalise
from tests.cast import call, criterion, item, rubric


def an_item(**more):
    return Item.model_validate(item("it", **more))


def seen(cues, *lines, since=None, **more):
    """The ids of the sentences that the cues recognise for an item of the rep."""
    transcript = call(*lines)
    occasion = None if since is None else [transcript.sentences[place] for place in since]
    return [hit.sentence.id for hit in hits(an_item(**more), Cues(**cues), transcript, occasion)]


@pytest.mark.parametrize(
    ("cues", "line", "counts"),
    [
        ({"any": ["next step"]}, "What is the next step?", True),
        ({"any": ["demo", "trial"]}, "A trial, then.", True),
        ({"any": ["demo"], "unless": ["no demo"]}, "There is no demo.", False),
        ({"all": [["who"], ["sign*"]]}, "Who signs it?", True),
        ({"all": [["who"], ["sign*"]]}, "Who is it?", False),
        ({"any": ["budget"], "question": True}, "Is there a budget?", True),
        ({"any": ["budget"], "question": True}, "There is a budget.", False),
        ({"any": ["budget"], "question": False}, "Is there a budget?", False),
        ({"any": ["because"], "min_words": 4}, "Just because.", False),
        ({"any": ["because"], "min_words": 4}, "Because it is late.", True),
    ],
)
def test_a_sentence_counts_when_its_words_meet_the_cues(cues, line, counts):
    assert (recognise(Cues(**cues), call(f"ana: {line}").sentences[0]) is not None) is counts


def test_only_the_items_own_speaker_counts():
    assert seen({"any": ["demo"]}, "ben: A demo?", "ana: A demo!") == ["S0002"]
    assert seen({"any": ["demo"]}, "ben: A demo?", "ana: A demo!", speaker="customer") == ["S0001"]


def test_only_sentences_in_the_items_place_count():
    lines = [
        "ana: A demo.",
        "ben: Yes.",
        "ana: A demo.",
    ]  # they start at 0, 5 and 10 s; the call ends at 13 s
    assert seen({"any": ["demo"]}, *lines, place={"within_first": 4}) == ["S0001"]
    assert seen({"any": ["demo"]}, *lines, place={"within_last": 4}) == ["S0003"]


def test_fewer_different_sentences_than_asked_for_are_none():
    assert seen({"any": ["we"], "at_least": 2}, "ana: We do, we do, we do.") == []
    assert seen({"any": ["we"], "at_least": 2}, "ana: We do.", "ana: We did.") == ["S0001", "S0002"]


def test_after_an_occasion_the_speakers_own_next_sentences_count():
    lines = ["ana: I see.", "ben: Too dear.", "ben: Sorry.", "ana: Oh.", "ana: I see.", "ana: I see."]
    assert seen({"any": ["i see"], "after_occasion": 2}, *lines, since=[1]) == ["S0005"]


def test_until_ends_the_search_at_the_speakers_first_such_sentence():
    cues = {"any": ["we"], "until": {"any": ["you"], "question": True}}
    lines = ["ana: We lead.", "ben: Do you?", "ana: And you?", "ana: We lead."]
    assert seen(cues, *lines) == ["S0001"]


def test_a_figure_out_of_its_bounds_takes_the_hits_away():
    lines = ["ana: We lead.", "ana: Is it late?", "ben: No."]
    cues = {"any": ["we"], "figure": {"name": "rep_questions", "at_least": 2}}
    assert seen(cues, *lines) == []
    assert seen(cues, *lines, "ana: Sure?") == ["S0001"]


def test_without_cues_for_the_occasion_nobody_knows_whether_there_was_one():
    assert occasions(an_item(occasion={"when": "It rains."}), call("ben: It rains.")) is None


def test_an_occasion_is_given_by_its_own_speaker():
    rainy = an_item(occasion={"when": "It rains.", "speaker": "customer", "cues": {"any": ["rain*"]}})
    said = occasions(rainy, call("ana: It rains.", "ben: It rained."))
    assert [hit.sentence.id for hit in said] == ["S0002"]


def test_chances_name_the_first_occasion_of_items_that_need_one():
    rainy = {"when": "It rains.", "cues": {"any": ["rain*"]}}
    small = rubric(
        discovery=criterion("discovery", item("d_1"), *(item(f"d_r{n}", occasion=rainy) for n in (2, 3, 4)))
    )
    transcript = call("ana: Hi.", "ben: It rains.", "ben: Still raining.")
    assert chances(small, transcript) == {"d_r2": "S0002", "d_r3": "S0002", "d_r4": "S0002"}
    assert chances(small, call("ana: Hi.")) == {}


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("budget", "Is there a budget for this in the coming year?", "budget for this in"),
        ("budget", "And is there a budget?", "is there a budget?"),
        ("budget", "A budget?", "A budget?"),
        ("we ... today", "What do we want to get done here today, Ben?", "we want to get done here today,"),
        ("# percent", "It is about twenty-five percent of all of it.", "twenty-five percent of all"),
    ],
)
def test_anchor_words_are_four_to_eight_words_around_what_was_recognised(pattern, text, words):
    assert anchor(text, phrase(pattern).find(normalise(text))) == words


WORDS = "Well, we'll take two hundred and fifty $5,000 uh at 2:30 p.m. that's 20 per cent of U.S. twenty five"


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14), st.data())
def test_anchor_words_are_always_found_exactly_in_their_own_sentence(words, data):
    transcript = call(f"ana: {' '.join(words)}")
    said = normalise(transcript.sentences[0].text)
    if not said:
        return
    match = phrase(data.draw(st.sampled_from(said))).find(said)
    words_shown = anchor(transcript.sentences[0].text, match)
    found = match_anchor(Citation(sentence="S0001", anchor=words_shown), transcript)
    assert not isinstance(found, str), found
    assert found.check == "exact"
