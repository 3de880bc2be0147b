from time import perf_counter

import pytest

from scoring.phrases import GAP, Phrase, PhraseError, normalise


def said(pattern, text):
    """The words of the text that the pattern covers, or None."""
    words = normalise(text)
    match = Phrase.parse(pattern).find(words)
    return None if match is None else " ".join(words[match.start : match.end])


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("next step", "So, the next step.", "next step"),
        ("next step", "Our next big step", None),
        ("(call|phone) me", "Just phone me.", "phone me"),
        ("(call|phone [us|me]) back", "Could you phone us back?", "phone us back"),
        ("(call|phone [us|me]) back", "Could you phone back?", "phone back"),
        ("record*", "We are recording.", "recording"),
        ("this is _ from", "This is Ana from Northwind.", "this is ana from"),
        ("# percent", "About twenty-five percent.", "25 percent"),
        ("by # percent", "It moved by minus five percent.", "by -5 percent"),
        ("by 5 percent", "It moved by 5% after moving by -5%.", "by 5 percent"),
        ("the #th", "On the fourteenth, or the 14th", "the 14th"),
        ("we will send", "We'll send it", "we will send"),
        ("it's fine", "It is fine", "it is fine"),
        ("((a|b) c|d) e", "b c e", "b c e"),
    ],
)
def test_a_pattern_covers_the_words_it_names(pattern, text, found):
    assert said(pattern, text) == found


def test_a_gap_skips_up_to_six_words_and_no_more():
    inside = " ".join(["word"] * GAP)
    assert said("from ... to", f"from {inside} to") == f"from {inside} to"
    assert said("from ... to", f"from {inside} word to") is None
    assert said("from ... to", "from to") == "from to"


def test_a_lone_one_is_not_a_number_because_it_mostly_is_a_pronoun():
    assert said("# seats", "Which one seats four?") is None
    assert said("# seats", "eleven seats") == "11 seats"


def test_the_shortest_match_from_the_first_place_is_taken():
    assert said("how ... you", "how do you know you") == "how do you"


def test_all_places_are_found():
    words = normalise("you and you and you")
    assert [match.start for match in Phrase.parse("you").find_all(words)] == [0, 2, 4]


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("(call", "not closed"),
        ("call)", "closes or divides nothing"),
        ("a|b", "closes or divides nothing"),
        ("(a|)", "empty choice"),
        ("(a]", "expected"),
        ("[please]", "without a single word"),
        ("...", "without a single word"),
        ("", "without a single word"),
        ("wo*rd", "neither a word nor a sign"),
        ("?", "neither a word nor a sign"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_where(pattern, complaint):
    with pytest.raises(PhraseError, match=complaint.replace("[", r"\[")):
        Phrase.parse(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a ... b ... c ... d ... e ... f ... g ... h ... z",
        "a " + "[_] " * 20 + "z",
        "a " + "(b|[c] b) " * 20 + "z",
        "(_|_) " * 20 + "z",
        "a " * 501,
    ],
)
def test_a_pattern_that_would_take_seconds_is_refused(pattern):
    with pytest.raises(PhraseError):
        Phrase.parse(pattern)


def test_the_slowest_pattern_that_is_taken_is_done_in_a_moment():
    # 4 gaps are 7^4 = 2,401 ways, three optional words 8 times as many; 60 places to begin.
    slow = Phrase.parse("a ... a ... a ... a ... [_] [_] [_] z")
    begun = perf_counter()
    assert slow.find(["a"] * 60) is None
    assert perf_counter() - begun < 2


def test_a_name_begins_with_a_word_that_may_open_one():
    pattern = Phrase.parse("it is {rep} from")
    words = normalise("It is Ana Lopez from Boston")
    named = [False, False, True, True, False, True]
    assert list(pattern.find_all(words, named)) == [(0, 5)]
    assert list(pattern.find_all(words, [False] * 6)) == []
