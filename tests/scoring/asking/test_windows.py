"""A long call is shown in parts that overlap and leave nothing out; the parts' answers become one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.asking.lines import line
from scoring.asking.rendering import render
from scoring.asking.tokens import count_tokens
from scoring.asking.windows import OVERLAP, RANK, TooLong, Window, asked_items, merge_windows, windows
from scoring.evidence import check_judgement
from scoring.judgement import Answer, Away, Citation, Claim, Judgement, Reply, Span, Verdict
from scoring.transcript import Transcript
from tests.cast import call, criterion, item, no, rubric, yes
from tests.scoring.asking.asked import NONCE, PROMPT, request

LONG = call(
    *(f"{'ana' if n % 2 else 'ben'}: This is sentence number {n} of a long call." for n in range(200))
)
PARTS = windows(LONG, 2_500)
ITEMS = (
    item("early", place={"within_first": 60}),
    item("late", place={"within_last": 60}),
    item("anywhere"),
    item("asked", occasion={"when": "The customer asks."}),
)
ASKED = request(spoken=LONG, of=rubric(discovery=criterion("discovery", *ITEMS)))


def tokens_of(transcript: Transcript, part: Window) -> int:
    return count_tokens("\n".join(line(sentence, NONCE) for sentence in part.sentences(transcript)))


def merged(*given: tuple[Window, Claim | None], name: str = "anywhere") -> Verdict:
    """What stands of an item when each part answered so; None: that part's reply left it out."""
    parts = [
        (part, Judgement(criterion="discovery", claims=(claim,) if claim else ())) for part, claim in given
    ]
    judgement = merge_windows(ASKED, parts)
    reading = check_judgement(judgement, ASKED.criterion, LONG)
    return next(verdict for verdict in reading.verdicts if verdict.item == name)


def claim(answer: Answer, part: Window, name: str = "anywhere") -> Claim:
    first, *_, last = part.sentences(LONG)
    if answer is Answer.YES:
        said = next(s for s in part.sentences(LONG) if s.speaker.value == "rep")
        return yes(name, (said.id, said.text))
    return no(name, first.id, last.id) if answer is Answer.NO else Claim(item=name, answer=answer)


def test_a_call_that_fits_is_one_part() -> None:
    (whole,) = windows(LONG, 1_000_000)
    assert whole == Window(first=0, end=200, part=1, of=1)
    assert render(ASKED, PROMPT, NONCE, whole) == render(ASKED, PROMPT, NONCE)


def test_no_part_is_larger_than_the_room_for_it() -> None:
    assert len(PARTS) > 2
    assert all(tokens_of(LONG, part) <= 2_500 for part in PARTS)


def test_every_sentence_is_in_a_part_and_parts_overlap() -> None:
    assert PARTS[0].first == 0
    assert PARTS[-1].end == len(LONG.sentences)
    for before, after in pairwise(PARTS):
        assert before.first < after.first < before.end < after.end
        repeated = LONG.sentences[after.first : before.end]
        assert repeated[-1].end - repeated[0].start <= OVERLAP


def test_parts_are_numbered_and_the_judge_is_told() -> None:
    assert [part.part for part in PARTS] == list(range(1, len(PARTS) + 1))
    text = render(ASKED, PROMPT, NONCE, PARTS[1])[1].content
    assert f"part 2 of {len(PARTS)}" in text
    assert f"S{PARTS[1].first:04d}-{NONCE}" not in text
    assert f"S{PARTS[1].first + 1:04d}-{NONCE}" in text


def test_an_item_whose_place_lies_in_another_part_is_not_asked() -> None:
    assert [one.id for one in asked_items(ASKED, PARTS[0])] == ["early", "anywhere", "asked"]
    assert [one.id for one in asked_items(ASKED, PARTS[1])] == ["anywhere", "asked"]
    assert [one.id for one in asked_items(ASKED, PARTS[-1])] == ["late", "anywhere", "asked"]
    assert "item: early" not in render(ASKED, PROMPT, NONCE, PARTS[1])[1].content


def test_a_sentence_that_fits_into_no_part_is_said_and_not_cut() -> None:
    with pytest.raises(TooLong, match="S0002 alone takes"):
        windows(call("ana: Hello.", "ben: " + "word " * 5_000), 1_000)


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ((Answer.NO, Answer.YES), Answer.YES),
        ((Answer.CANNOT_ASSESS, Answer.YES), Answer.YES),
        ((Answer.NO, Answer.CANNOT_ASSESS), Answer.CANNOT_ASSESS),
        ((Answer.NOT_APPLICABLE, Answer.NO), Answer.NO),
        ((Answer.NOT_APPLICABLE, Answer.CANNOT_ASSESS), Answer.CANNOT_ASSESS),
        ((Answer.NOT_APPLICABLE, Answer.NOT_APPLICABLE), Answer.NOT_APPLICABLE),
        ((Answer.NO, Answer.NO), Answer.NO),
    ],
)
def test_over_the_parts_yes_beats_cannot_assess_beats_no(answers: tuple[Answer, ...], holds: Answer) -> None:
    for order in (answers, answers[::-1]):
        given = [(part, claim(answer, part, "asked")) for part, answer in zip(PARTS, order, strict=False)]
        assert merged(*given, name="asked").answer is holds


def test_a_no_has_searched_from_the_first_part_to_the_last() -> None:
    verdict = merged(*((part, claim(Answer.NO, part)) for part in PARTS))
    assert verdict.searched == Span(first="S0001", last="S0200")


def test_a_part_without_an_answer_leaves_only_a_yes() -> None:
    last = PARTS[-1]
    assert merged((PARTS[0], claim(Answer.NO, PARTS[0])), (last, None)).answer is Answer.CANNOT_ASSESS
    assert merged((PARTS[0], claim(Answer.YES, PARTS[0])), (last, None)).answer is Answer.YES
    assert "1 of 2 parts" in merged((PARTS[0], claim(Answer.NO, PARTS[0])), (last, None)).why


def test_a_part_that_failed_is_a_part_without_an_answer() -> None:
    sound = Judgement(criterion="discovery", claims=(claim(Answer.NO, PARTS[0]),))
    failed = Judgement(criterion="discovery", failed="timeout")
    judged = merge_windows(ASKED, [(PARTS[0], sound), (PARTS[1], failed)])
    assert {one.item: one.answer for one in judged.claims}["anywhere"] is Answer.CANNOT_ASSESS
    assert judged.failed is None
    assert merge_windows(ASKED, [(part, failed) for part in PARTS]).failed == "timeout"


def test_a_failed_part_does_not_touch_items_it_was_not_asked() -> None:
    early = Judgement(criterion="discovery", claims=(no("early", "S0001", "S0010"),))
    failed = Judgement(criterion="discovery", failed="timeout")
    judged = merge_windows(ASKED, [(PARTS[0], early), (PARTS[1], failed)])
    assert {one.item: one.answer for one in judged.claims}["early"] is Answer.NO


def test_where_the_judge_is_away_for_a_part_the_criterion_waits() -> None:
    replies = tuple(Reply(request=str(n)) for n in range(3))
    sound = Judgement(criterion="discovery", claims=(claim(Answer.YES, PARTS[0]),), replies=replies[:1])
    failed = Judgement(criterion="discovery", failed="timeout", replies=replies[1:2])
    away = Judgement(
        criterion="discovery",
        failed="wrong key",
        away=Away(code="key", message="wrong key"),
        replies=replies[2:],
    )
    judged = merge_windows(ASKED, list(zip(PARTS, (sound, failed, away), strict=False)))
    assert (judged.away, judged.failed) == (away.away, "wrong key")
    assert judged.replies == replies
    assert merge_windows(ASKED, [(PARTS[0], sound), (PARTS[1], failed)]).replies == replies[:2]


def test_time_rules_hold_after_merging() -> None:
    """A sentence that is early in its part is not early in the call."""
    said = next(s for s in PARTS[1].sentences(LONG) if s.speaker.value == "rep")
    late = yes("early", (said.id, said.text))
    parts = [(PARTS[0], Judgement(criterion="discovery", claims=(late,)))]
    reading = check_judgement(merge_windows(ASKED, parts), ASKED.criterion, LONG)
    assert reading.verdicts[0].answer is Answer.CANNOT_ASSESS
    assert "after the rep begins" in reading.verdicts[0].problems[0]


def test_a_yes_that_no_part_can_show_does_not_become_a_no() -> None:
    lie = Claim(
        item="anywhere", answer=Answer.YES, citations=(Citation(sentence="S0002", anchor="I promise it all"),)
    )
    assert merged((PARTS[0], lie), (PARTS[1], claim(Answer.NO, PARTS[1]))).answer is Answer.CANNOT_ASSESS


@given(
    sizes=st.lists(st.integers(1, 60), min_size=1, max_size=60),
    room=st.integers(150, 2_000),
    gap=st.sampled_from([0.5, 20.0, 90.0]),
)
def test_parts_of_any_call_cover_it_and_get_further(sizes: list[int], room: int, gap: float) -> None:
    spoken = call(*("ana: " + " ".join(["word"] * size) for size in sizes), every=gap, lasting=0.4)
    parts = windows(spoken, room)
    assert parts[0].first == 0
    assert parts[-1].end == len(sizes)
    assert all(part.of == len(parts) and tokens_of(spoken, part) <= room for part in parts)
    for before, after in pairwise(parts):
        assert before.first < after.first <= before.end < after.end


def test_the_order_of_the_answers_is_the_one_agreed() -> None:
    assert RANK == (Answer.YES, Answer.CANNOT_ASSESS, Answer.NO, Answer.NOT_APPLICABLE)


def test_no_more_than_a_quarter_of_a_part_is_repetition() -> None:
    fast = call(*("ana: This is one sentence of a hurried call." for _ in range(200)), every=1.0, lasting=0.9)
    for before, after in pairwise(windows(fast, 1_000)):
        repeated = fast.sentences[after.first : before.end]
        assert 0 < sum(count_tokens(line(one, NONCE)) for one in repeated) <= 250


@pytest.mark.parametrize("long_words", range(100, 200, 10))
def test_a_sentence_nearly_as_long_as_a_part_does_not_stop_the_next_part(long_words: int) -> None:
    lines = [*["Short."] * 3, "longer " * long_words, *["Short."] * 3, "longer " * long_words]
    spoken = call(*(f"ana: {text}" for text in lines), every=2.0)
    room = max(count_tokens(line(one, "z" * 16)) for one in spoken.sentences) + 10
    parts = windows(spoken, room)
    assert parts[-1].end == len(lines)
    for before, after in pairwise(parts):
        assert before.first < after.first
        assert before.end < after.end


def test_a_no_that_says_nowhere_what_it_searched_does_not_stand_for_all_parts() -> None:
    bare = Claim(item="anywhere", answer=Answer.NO)
    verdict = merged((PARTS[0], bare), *((part, claim(Answer.NO, part)) for part in PARTS[1:]))
    assert verdict.answer is Answer.CANNOT_ASSESS


def test_an_item_answered_twice_in_a_part_is_not_answered_there() -> None:
    twice = Judgement(criterion="discovery", claims=(claim(Answer.NO, PARTS[0]),) * 2)
    once = Judgement(criterion="discovery", claims=(claim(Answer.NO, PARTS[1]),))
    judged = merge_windows(ASKED, [(PARTS[0], twice), (PARTS[1], once)])
    assert {one.item: one.answer for one in judged.claims}["anywhere"] is Answer.CANNOT_ASSESS


def test_items_nobody_asked_for_are_said_after_merging_too() -> None:
    given = Judgement(criterion="discovery", claims=(no("sums_up", "S0001", "S0010"),))
    judged = merge_windows(ASKED, [(PARTS[0], given), (PARTS[1], given)])
    reading = check_judgement(judged, ASKED.criterion, LONG)
    assert "not in the rubric: sums_up" in reading.problems[0]


def test_an_empty_call_is_one_empty_part() -> None:
    assert windows(LONG.model_copy(update={"sentences": ()}), 100) == (Window(first=0, end=0),)
