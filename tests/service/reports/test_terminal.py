import io
import re

import pytest
from rich.console import Console

from service.reports.terminal import print_review
from tests.reviews import good_review, hostile_review, incomplete_review, not_scored_review


def printed(review, width=80, encoding="utf-8", **options):
    explain = options.pop("explain", False)
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_review(review, Console(file=file, width=width, **options), explain=explain)
    file.flush()
    return file.buffer.getvalue().decode(encoding)


def flat(text):
    """The text without its line breaks, for looking up sentences."""
    return " ".join(text.split())


def test_the_judges_notice_stands_before_the_levels_and_the_levels_before_the_score():
    lines = printed(good_review()).splitlines()
    notice = lines.index("offline reading: cues, no language model")
    levels = [place for place, line in enumerate(lines) if line.startswith("▮")]
    score = next(place for place, line in enumerate(lines) if line.startswith("QA score   80"))  # 79.75
    assert notice < levels[0]
    assert len([place for place in levels if place < score]) == 6


def test_what_a_model_took_is_told_in_tokens_and_only_then():
    review = good_review()
    took = {"requests": 6, "tokens_in": 21035, "tokens_cached": 15010, "tokens_out": 3100}
    asked = review.model_copy(update={"run": review.run.model_copy(update=took)})
    words = "AI reading: 21,035 tokens read, 15,010 of them cached, 3,100 written; 6 requests"
    assert words in flat(printed(asked))
    assert "tokens" not in printed(review)


def test_each_criterion_shows_its_level_as_blocks_and_digit_with_the_rubrics_words():
    text = printed(good_review(), width=124)
    assert re.search(r"▮▮▮▯▯  3 +Qualification +One of person, time and measure is missing\.", text)
    assert re.search(r"▮▮▮▮▮  5 +Clear next step", text)


def test_evidence_shows_when_who_and_what():
    assert "0:56 rep “How did you find out about it in the end?”" in flat(printed(good_review()))


def test_a_no_says_where_was_searched():
    # Sentence 8 begins at 0:37, sentence 25 ends at 2:14.
    assert "people or customers? searched 0:37–2:14" in flat(printed(good_review()))


def test_a_must_not_that_did_not_happen_is_no_fault():
    lines = printed(good_review(), width=124).splitlines()
    assert any(
        "✔ Does the rep guarantee a result?  must-not" in line and "did not happen" in line for line in lines
    )


def test_an_incomplete_score_shows_its_bounds_and_what_is_open():
    text = flat(printed(incomplete_review()))
    assert "QA score 53–84 (incomplete)" in text
    assert "Qualification is between 3 and 4, objection handling could not be assessed." in text
    assert "▮▮▮▨▯ 3–4 Qualification" in text


def test_a_missed_must_have_stands_beside_the_score_and_leaves_it_alone():
    text = flat(printed(incomplete_review()))
    assert "✘ Is the customer told within the first minute that the call is recorded? not found" in text


def test_no_occasion_and_cannot_assess_are_told_apart_from_no():
    text = flat(printed(incomplete_review()))
    assert "– Does the rep propose a definite next step? no occasion" in text
    assert "? Does the rep ask what is behind the objection? cannot assess: unclear" in text


def test_a_call_that_was_not_scored_gives_the_reason_and_the_next_step_and_no_score():
    text = printed(not_scored_review())
    assert "Not scored: this is a voicemail (one voice, 24 s)." in text
    assert "Review a call in which both sides speak." in text
    assert "QA score" not in text


def test_a_reason_that_begins_with_not_scored_says_so_once():
    review = not_scored_review()
    reason = review.reason.model_copy(update={"message": "Not scored: only one voice took part (24 s)."})
    text = printed(review.model_copy(update={"reason": reason}))
    assert "\nNot scored: only one voice took part (24 s).\n" in text


def test_a_narrow_terminal_gives_must_haves_and_levels_whole_words():
    lines = printed(good_review(), width=20).splitlines()
    assert "▮▮▮▮▯  4 Opening" in lines
    place = lines.index("Must-haves")
    # Under the title, and beside its mark alone: 18 of the 20 columns are left for the words.
    assert lines[place + 1 : place + 3] == ["✔ Is the customer", "  told within the"]


def test_what_is_left_out_of_the_feedback_is_said():
    review = good_review()
    assert "--html and --json have all" not in printed(review)
    missed = next(line for line in review.feedback if line.kind == "missed")
    text = printed(review.model_copy(update={"feedback": review.feedback + 14 * (missed,)}))
    # One strength and two of the missed chances are shown, of the 2 lines there were and 14 more.
    assert "3 of 16; --html and --json have all." in text


def test_explaining_prints_every_sum_and_only_then():
    text = flat(printed(good_review(), explain=True))
    assert "QA score = (10×90 + 30×65 + 25×65 + 20×100 + 15×100)" in text
    assert "= 79.75 %" in text
    assert "79.75" not in printed(good_review())


def test_the_last_lines_are_the_answer_and_the_seconds():
    assert printed(good_review()).splitlines()[-2:] == [
        "northwind-discovery.wav: QA score 80",
        "Took 19 s: decoding 0.4 s, hearing 19 s, judging 0.2 s",
    ]


REVIEWS = [good_review, incomplete_review, not_scored_review, hostile_review]


@pytest.mark.parametrize("width", [40, 80, 124, 300])
@pytest.mark.parametrize("make", REVIEWS)
def test_no_line_is_wider_than_the_terminal_or_ends_in_spaces(make, width):
    for line in printed(make(), width=width, explain=True).splitlines():
        assert len(line) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize("make", REVIEWS)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252"])
def test_a_terminal_that_knows_few_characters_gets_every_word(make, encoding):
    text = printed(make(), encoding=encoding, explain=True)
    assert "▮" not in text
    if make is good_review:
        assert "###.." in text
        assert "+ Does the rep say what the call is about?" in text


def test_without_colour_not_one_escape_is_written():
    assert "\x1b" not in printed(good_review())
    assert "\x1b[" not in re.sub(
        r"\x1b\[[0-9;]*m", "", printed(good_review(), force_terminal=True, color_system="truecolor")
    )


def test_no_color_is_obeyed(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed(good_review(), force_terminal=True, color_system="truecolor")
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38;[\d;]+)m", text)


def test_what_callers_say_never_acts_on_the_terminal():
    text = printed(hostile_review(), force_terminal=True, color_system=None)
    left = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left)
    assert "[bold red]markup[/bold red]" in flat(left)
    assert "\x1b]8" not in text  # no hyperlink from [link=…]


def test_feedback_shows_the_sentence_it_stands_at_and_what_to_say_instead():
    text = flat(printed(good_review()))
    assert (
        "◇ 0:41 customer “We lose about two days a week matching delivery notes against supplier invoices by "
        "hand.” “Two days a week” was never given a price. say instead: “Two days a week: what does that "
        "cost you over a year?”" in text
    )
