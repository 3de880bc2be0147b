import re

import pytest

from scoring.transcript import Sentence, Speaker, Word
from service.reports.waveform import bars, channel_of, speaking, waveform
from tests.reviews import good_review, not_scored_review

REP = Sentence(id="S0001", speaker=Speaker.REP, start=0, end=4, text="…")
CUSTOMER = Sentence(id="S0002", speaker=Speaker.CUSTOMER, start=5, end=9, text="…")
BOTH = (REP, CUSTOMER)
EARLY = (0.9, 0.8, 0.9, 0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0)
LATE = (0.0, 0.1, 0.0, 0.0, 0.0, 0.9, 0.9, 0.8, 0.9, 0.0)


@pytest.mark.parametrize("peaks", [(EARLY, LATE), (LATE, EARLY)])
def test_each_speaker_gets_the_channel_that_is_loud_while_they_speak(peaks):
    assert channel_of(BOTH, peaks, 10) == {Speaker.REP: EARLY, Speaker.CUSTOMER: LATE}


def test_one_voice_alone_says_nothing_about_channels():
    assert channel_of((REP,), (EARLY, LATE), 10) == {}


def test_a_speaker_speaks_in_the_parts_their_sentences_cover():
    # Ten parts of a second with their middles at 0.5, 1.5, …; the rep speaks from 0 to 4.
    assert speaking(BOTH, Speaker.REP, 10, 10) == [True] * 4 + [False] * 6


def test_a_word_shorter_than_a_part_still_shows():
    word = Word(text="yes", start=7.1, end=7.2)
    short = Sentence(id="S0003", speaker=Speaker.CUSTOMER, start=7.1, end=7.2, text="yes", words=(word,))
    assert speaking((short,), Speaker.CUSTOMER, 10, 10).count(True) == 1


def test_a_word_after_the_end_of_the_recording_does_not_break_the_drawing():
    late = Sentence(id="S0003", speaker=Speaker.REP, start=11, end=12, text="…")
    assert speaking((late,), Speaker.REP, 10, 10) == [False] * 9 + [True]


def test_a_bar_is_as_high_as_its_part_is_loud_and_silence_is_a_dash():
    # Half a row without its margin is 17: full scale reaches 17 to each side of the middle, silence 0.5.
    assert bars([1.0, 0.0], 20) == "M250.0 3.0v34.0M750.0 19.5v1.0"


def test_without_sound_the_rows_show_who_speaks():
    drawn = waveform(good_review(), ())
    assert [row.speaker for row in drawn.rows] == ["rep", "customer"]
    assert all(len(re.findall("M", row.path)) == 480 for row in drawn.rows)


def test_one_channel_is_drawn_in_the_row_of_whoever_speaks():
    drawn = waveform(not_scored_review(), ((0.5,) * 24,))
    assert [row.word for row in drawn.rows] == ["unknown"]
    # Words from 1.0 to 9.4 s with a pause at 5.4; after that the one voice is silent.
    heights = [float(height) for height in re.findall(r"v([\d.]+)", drawn.rows[0].path)]
    assert heights[3] == 34.0
    assert set(heights[12:]) == {1.0}


def test_a_time_lies_where_its_share_of_the_recording_is():
    drawn = waveform(not_scored_review(), ())
    assert drawn.x(12) == "500.0"  # of 24 s
    assert drawn.x(99) == "1000.0"
