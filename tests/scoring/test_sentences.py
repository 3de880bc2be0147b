"""How words become sentences, and what no cut may do: lose a word, or put one out of its time."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.conversation import is_back_channel
from scoring.sentences import cut
from scoring.transcript import Sentence, Speaker, Word


def spoken(text: str, start: float = 0.0, pauses: dict[str, float] | None = None) -> list[Word]:
    """Words of half a second each without gaps; `pauses` gives the seconds of silence after a word."""
    words, now = [], start
    for piece in text.split():
        words.append(Word(text=piece, start=now, end=now + 0.5))
        now += 0.5 + (pauses or {}).get(piece, 0.0)
    return words


def texts(sentences: tuple[Sentence, ...]) -> list[str]:
    return [sentence.text for sentence in sentences]


def of_one(text: str, pauses: dict[str, float] | None = None) -> list[str]:
    return texts(cut([(Speaker.REP, spoken(text, pauses=pauses))]))


def test_nobody_spoke_so_there_are_no_sentences() -> None:
    assert cut([]) == ()
    assert cut([(Speaker.REP, []), (Speaker.CUSTOMER, [])]) == ()


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        ("Hi there. How are you? Great!", ["Hi there.", "How are you?", "Great!"]),
        ("It costs 3.5 million. Really?", ["It costs 3.5 million.", "Really?"]),
        ("It grew by $1,200.50 last year.", ["It grew by $1,200.50 last year."]),
        ("Ask Mr. Smith or Dr. Jones.", ["Ask Mr. Smith or Dr. Jones."]),
        ("We met at 9 a.m. on Monday.", ["We met at 9 a.m. on Monday."]),
        ("See you at 9 a.m. Then we sign.", ["See you at 9 a.m.", "Then we sign."]),
        ("At 9 a.m. I call you.", ["At 9 a.m. I call you."]),
        ("I work for Acme Inc. and Bolt Ltd. here.", ["I work for Acme Inc. and Bolt Ltd. here."]),
        ("No. We never did.", ["No.", "We never did."]),
        ("It is order No. 5 of ten.", ["It is order No. 5 of ten."]),
        ("So do I. And then?", ["So do I.", "And then?"]),
        ("John F. Kennedy called.", ["John F. Kennedy called."]),
        ("Well... maybe not.", ["Well... maybe not."]),
        ("I was hoping... What about Friday?", ["I was hoping...", "What about Friday?"]),
        ('He said "yes." Then he left.', ['He said "yes."', "Then he left."]),
        ("Tools, e.g. a crane, vs. people.", ["Tools, e.g. a crane, vs. people."]),
        ("Our I.T. department and P.O. Box 12.", ["Our I.T. department and P.O. Box 12."]),
        ("I work in I.T. Do you?", ["I work in I.T.", "Do you?"]),
        ("It's S. I. T. H. at acme dot com. Right?", ["It's S. I. T. H. at acme dot com.", "Right?"]),
        ("Mail info@acme.co.uk. Thanks.", ["Mail info@acme.co.uk.", "Thanks."]),
        ("and so on", ["and so on"]),
    ],
)
def test_a_sentence_ends_where_its_punctuation_says_so(said: str, sentences: list[str]) -> None:
    assert of_one(said) == sentences


def test_a_short_pause_before_a_small_letter_is_no_end() -> None:
    assert of_one("we would like to start", pauses={"like": 1.9}) == ["we would like to start"]


def test_a_pause_before_a_capital_ends_a_sentence_without_punctuation() -> None:
    assert of_one("we start now Then we talk", pauses={"now": 0.9}) == ["we start now", "Then we talk"]


def test_a_pause_before_the_word_i_is_no_end_by_itself() -> None:
    assert of_one("as far as I'm told", pauses={"as": 0.9}) == ["as far as I'm told"]


def test_a_long_silence_ends_any_sentence() -> None:
    assert of_one("so what we do is this", pauses={"we": 2.1}) == ["so what we", "do is this"]


def test_text_without_punctuation_is_cut_at_a_pause_once_it_is_long() -> None:
    # Words 1 to 20 make it long; the pause of 0.9 s comes after the 20th word.
    said = " ".join(f"word{number}" for number in range(1, 31))
    assert [len(text.split()) for text in of_one(said, pauses={"word20": 0.9})] == [20, 10]
    assert [len(text.split()) for text in of_one(said, pauses={"word19": 0.9})] == [30]


def test_two_tracks_are_merged_in_order_of_start() -> None:
    rep = spoken("Hello there. Shall we begin?", start=0.0)  # sentences at 0.0 and 1.0
    customer = spoken("Yes.", start=0.8)
    sentences = cut([(Speaker.REP, rep), (Speaker.CUSTOMER, customer)])
    assert [(s.id, s.speaker, s.text) for s in sentences] == [
        ("S0001", Speaker.REP, "Hello there."),
        ("S0002", Speaker.CUSTOMER, "Yes."),
        ("S0003", Speaker.REP, "Shall we begin?"),
    ]


@pytest.mark.parametrize("answer", ["Mm-hmm.", "right", "Okay. Yeah."])
@pytest.mark.parametrize("pause", [0.0, 0.7, 1.9])
def test_a_back_channel_over_or_between_the_words_does_not_cut_the_others_sentence(
    answer: str, pause: float
) -> None:
    rep = spoken("so what we would do is this.", pauses={"we": pause})
    listener = spoken(answer, start=1.6)  # begins as the third word ends
    sentences = cut([(Speaker.REP, rep), (Speaker.CUSTOMER, listener)])
    assert texts(tuple(s for s in sentences if s.speaker is Speaker.REP)) == ["so what we would do is this."]
    assert all(is_back_channel(s) for s in sentences if s.speaker is Speaker.CUSTOMER)


@pytest.mark.parametrize("answer", ["Mm-hmm.", "Right.", "Okay. Yeah."])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("so what we", "would do is this."),
        ("so what we.", "would do is this."),
        ("so what we", "Would do is this."),
    ],
    ids=["as it is", "a full stop before", "a capital after"],
)
def test_a_back_channel_on_the_same_channel_does_not_cut_the_others_sentence(
    answer: str, before: str, after: str
) -> None:
    listener = spoken(answer, start=1.6)  # 0.1 s after the third word
    own = spoken(before) + spoken(after, start=listener[-1].end + 0.3)
    shortened = [word.model_copy(update={"end": word.start + 0.4}) for word in listener]
    both = ((Speaker.REP, own), (Speaker.CUSTOMER, shortened))
    sentences = cut(both, one_channel=True)
    assert texts(tuple(s for s in sentences if s.speaker is Speaker.REP)) == [f"{before} {after}"]
    if before.endswith(".") or after[0].isupper():
        assert len(cut(both)) == len(sentences) + 1, "with a channel each, it is the speaker's"


def test_a_sentence_that_ends_before_a_back_channel_on_the_same_channel_ends_there() -> None:
    own = spoken("That is all. Mostly it works.", pauses={"all.": 0.7})  # the third word ends at 1.5
    both = ((Speaker.REP, own), (Speaker.CUSTOMER, [Word(text="Mm-hmm.", start=1.6, end=2.1)]))
    assert texts(cut(both, one_channel=True)) == ["That is all.", "Mm-hmm.", "Mostly it works."]


@pytest.mark.parametrize("answer", ["Mm-hmm.", "Okay. Yeah."])
def test_who_talks_on_without_a_pause_is_in_the_middle_of_a_sentence_whatever_is_written_there(
    answer: str,
) -> None:
    listener = [word.model_copy(update={"end": word.start + 0.4}) for word in spoken(answer, start=1.52)]
    listener = [word.model_copy(update={"start": word.start - 0.1 * n}) for n, word in enumerate(listener)]
    own = spoken("so what we.") + spoken("Would do is this. And then?", start=listener[-1].end + 0.05)
    said = cut([(Speaker.REP, own), (Speaker.CUSTOMER, listener)], one_channel=True)
    assert texts(tuple(s for s in said if s.speaker is Speaker.REP)) == [
        "so what we. Would do is this.",
        "And then?",
    ]


def test_whoever_asks_has_ended_a_sentence_however_soon_the_answer_comes() -> None:
    own = spoken("Is it nine?") + spoken("Great. We begin.", start=2.0)
    said = cut([(Speaker.REP, own), (Speaker.CUSTOMER, spoken("Yes.", start=1.5))], one_channel=True)
    assert texts(said) == ["Is it nine?", "Yes.", "Great.", "We begin."]


@pytest.mark.parametrize("answer", ["How much?", "No it does not at all."])
def test_an_answer_on_the_same_channel_is_no_back_channel(answer: str) -> None:
    own = spoken("it is cheap. really.", pauses={"cheap.": 1.8})
    both = ((Speaker.REP, own), (Speaker.CUSTOMER, spoken(answer, start=1.51)))
    said = cut(both, one_channel=True)
    assert texts(tuple(s for s in said if s.speaker is Speaker.REP)) == ["it is cheap.", "really."]


def test_the_spaces_a_speech_model_puts_before_words_do_not_double() -> None:
    words = [Word(text=" Hello", start=0, end=0.5), Word(text=" there.", start=0.5, end=1)]
    assert texts(cut([(Speaker.REP, words)])) == ["Hello there."]


vocabulary = st.sampled_from('Hello hello I a.m. No. Mr. 3.5 5 yes. what? sure! so... … J. "well."'.split())
tracks = st.lists(
    st.tuples(
        st.sampled_from(Speaker),
        st.lists(st.tuples(vocabulary, st.floats(0, 3), st.floats(0, 2)), max_size=12).map(
            lambda pieces: [
                Word(text=text, start=end - length, end=end)
                for (text, _, length), end in zip(
                    pieces,
                    itertools.accumulate(gap + length for _, gap, length in pieces),
                    strict=True,
                )
            ]
        ),
    ),
    max_size=2,
)


@given(tracks)
def test_every_word_is_in_exactly_one_sentence_of_its_speaker(said: list[tuple[Speaker, list[Word]]]) -> None:
    sentences = cut(said)
    for speaker in Speaker:
        given_words = [word for who, words in said if who is speaker for word in words]
        kept = [word for sentence in sentences if sentence.speaker is speaker for word in sentence.words]
        key = repr
        assert sorted(kept, key=key) == sorted(given_words, key=key)


@given(tracks)
def test_ids_count_up_in_order_of_start(said: list[tuple[Speaker, list[Word]]]) -> None:
    sentences = cut(said)
    assert [sentence.id for sentence in sentences] == [f"S{n:04d}" for n in range(1, len(sentences) + 1)]
    starts = [sentence.start for sentence in sentences]
    assert starts == sorted(starts)


@given(tracks)
def test_every_word_lies_inside_its_sentence(said: list[tuple[Speaker, list[Word]]]) -> None:
    for sentence in cut(said):
        assert sentence.text == " ".join(word.text for word in sentence.words)
        assert all(sentence.start <= word.start <= word.end <= sentence.end for word in sentence.words)
