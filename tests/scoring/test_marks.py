"""What is marked at sentences: a listener's word into another's sentence, and speaking at once."""

import pytest

from scoring.conversation import figures
from scoring.hearing import Heard
from scoring.marks import marked
from scoring.reviewing import transcribe
from scoring.transcript import Sentence, Speaker, Word
from tests.cast import heard

VOICES = {"ana": Speaker.REP, "ben": Speaker.CUSTOMER, "someone": Speaker.UNKNOWN}


def said(*spoken: tuple[str, float, float, str]) -> list[Sentence]:
    """Sentences from (who, start, end, text), in order of start, without the times of words."""
    return [
        Sentence(id=f"S{n:04d}", speaker=VOICES[who], start=start, end=end, text=text)
        for n, (who, start, end, text) in enumerate(spoken, start=1)
    ]


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (("ben", 2.0, 2.4, "Mm-hmm."), True),
        (("ben", 2.0, 2.9, "Right, okay."), True),
        (("ben", 4.8, 5.1, "Yes."), True),  # its middle lies before her sentence ends
        (("ben", 5.1, 5.4, "Yes."), False),  # she is done: that is an answer
        (("ben", 2.0, 2.4, "Why?"), False),
        (("ben", 2.0, 3.4, "Yes."), False),
        (("ben", 2.0, 2.9, "No it isn't."), False),
        (("ana", 2.0, 2.4, "Right."), False),
    ],
)
def test_a_word_or_two_into_anothers_sentence_is_a_back_channel(
    line: tuple[str, float, float, str], is_one: bool
) -> None:
    sentences = marked(said(("ana", 0, 5, "So what we do is this."), line))
    assert [sentence.back_channel for sentence in sentences] == [False, is_one]


def test_where_two_speak_at_once_stands_at_both_their_sentences() -> None:
    ana, ben, later = marked(
        said(("ana", 0, 5, "So it is this."), ("ben", 4, 8, "No it is that."), ("ana", 7.8, 9, "Well."))
    )
    assert (ana.at_once, ben.at_once) == (((4, 5),), ((4, 5),))
    assert later.at_once == (), "0.2 s are no more than a breath"


def test_on_one_channel_it_is_what_was_heard_there() -> None:
    lines = said(("ana", 0, 5, "So it is this."), ("ben", 5.2, 8, "No it is that."), ("someone", 8, 9, "Oh."))
    sentences = marked(lines, ((4.6, 5.6), (8.4, 8.9)))
    assert [sentence.at_once for sentence in sentences] == [((4.6, 5),), ((5.2, 5.6),), ((8.4, 8.9),)]


def test_a_short_stretch_within_a_long_one_hides_nothing_of_it() -> None:
    lines = said(("ana", 0, 5, "So it is this."), ("ben", 5.2, 9, "No it is that."))
    ana, ben = marked(lines, ((1.0, 8.0), (2.0, 3.0), (8.0, 8.5)))
    assert (ana.at_once, ben.at_once) == (((1.0, 5),), ((5.2, 8.5),))


def of_one_channel(spoken: Heard, **more: object) -> Heard:
    tracks = tuple(
        t.model_copy(update={"channel": "only", "voice": n}) for n, t in enumerate(spoken.tracks, 1)
    )
    return spoken.model_copy(update={"tracks": tracks, **more})


TALK = ("ana: Hi, this is Ana calling from Quillhaven, and our call is recorded.", "ben: Who is this?")


def test_what_was_heard_at_once_on_one_channel_is_marked_and_counted() -> None:
    both = of_one_channel(heard(*TALK, lasting=4), at_once=((3.5, 4.5), (6.0, 6.2)))
    transcript = transcribe(both, "1")
    assert [sentence.at_once for sentence in transcript.sentences] == [((3.5, 4.0),), ((6.0, 6.2),)]
    shown = figures(transcript)
    assert (shown.overlaps, shown.overlap_seconds) == (1, 1.0), "0.2 s are no more than a breath"


def test_a_listener_on_the_same_channel_is_marked_and_cuts_nothing() -> None:
    words = TALK[0].removeprefix("ana: ").split()
    ana = [Word(text=text, start=n, end=n + 0.5) for n, text in enumerate(words)]
    ana[8:] = [word.model_copy(update={"start": word.start + 0.9, "end": word.end + 0.9}) for word in ana[8:]]
    ana[7] = ana[7].model_copy(update={"text": "and."})  # as a model writes it before the other voice
    left, right = of_one_channel(heard(*TALK)).tracks
    listens = (Word(text="Mm-hmm.", start=7.7, end=8.2), *right.words[:0])
    whole = of_one_channel(heard(*TALK)).model_copy(
        update={
            "tracks": (
                left.model_copy(update={"words": tuple(ana)}),
                right.model_copy(update={"words": listens}),
            )
        }
    )
    first, second = transcribe(whole, "1").sentences
    assert (len(first.words), second.back_channel) == (len(words), True)


def test_music_is_no_pause() -> None:
    both = heard(*TALK, every=20)  # from 3 s to 20 s nobody speaks
    assert figures(transcribe(both, "left")).longest_pause == 17
    music = both.model_copy(update={"wordless": ((4.0, 18.0),)})
    assert figures(transcribe(music, "left")).longest_pause == 2
