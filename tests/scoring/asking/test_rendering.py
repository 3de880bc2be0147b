"""What the judge is sent: the call as data, the same before every criterion, and nothing about the rep."""

import json

import pytest

from scoring.asking.lines import line, nonce_of
from scoring.asking.rendering import render
from scoring.asking.windows import Window
from scoring.redaction import Hidden
from scoring.rubric import CRITERIA, Rubric
from tests.cast import call, criterion, item, rubric, rubric_document
from tests.scoring.asking.asked import CALL, GOLDEN, NONCE, PROMPT, golden, request

ITEMS_BEGIN = "\nCriterion: "


def user_part(key: str = "discovery", **more) -> str:
    return render(request(key, **more), PROMPT, NONCE)[1].content


def shown_items(key: str = "discovery", **more) -> str:
    return user_part(key, **more).partition(ITEMS_BEGIN)[2]


def shown_lines(text: str) -> list[dict[str, str]]:
    """The transcript as somebody reads it who trusts nothing but the marks and the line ends."""
    between = text.partition(f"=== transcript {NONCE} begins\n")[2]
    between = between.partition(f"\n=== transcript {NONCE} ends")[0]
    return [json.loads(one) for one in between.split("\n")]


@pytest.mark.parametrize("name", sorted(golden()))
def test_the_requests_are_as_they_were_read(name: str) -> None:
    assert golden()[name] == (GOLDEN / name).read_text("utf-8"), "python -m tests.scoring.asking.asked"


def test_all_that_comes_before_the_items_is_the_same_for_all_six_criteria() -> None:
    requests = [render(request(key, direction="outbound"), PROMPT, NONCE) for key in CRITERIA]
    assert len({system.content for system, _ in requests}) == 1
    assert len({user.content.partition(ITEMS_BEGIN)[0] for _, user in requests}) == 1
    assert len({user.content for _, user in requests}) == len(CRITERIA)


def test_every_sentence_is_a_line_with_its_id_and_its_speaker() -> None:
    lines = shown_lines(user_part())
    assert [one["id"] for one in lines] == [f"{sentence.id}-{NONCE}" for sentence in CALL.sentences]
    assert [one["t"] for one in lines] == [sentence.text for sentence in CALL.sentences]
    assert [one["spk"] for one in lines[:3]] == ["OTHER", "REP", "CUSTOMER"]


def names_in(text: str) -> list[str]:
    return [one.removeprefix("item: ") for one in text.split("\n") if one.startswith("item: ")]


def test_the_items_stand_last_and_in_the_rubrics_order() -> None:
    assert names_in(shown_items()) == ["one", "two", "three", "four"]
    assert names_in(user_part().partition(ITEMS_BEGIN)[0]) == []


def test_a_second_reading_begins_with_another_item() -> None:
    messages = render(request(), PROMPT, NONCE, turn=1)
    assert names_in(messages[1].content) == ["two", "three", "four", "one"]
    assert render(request(), PROMPT, NONCE, turn=5) == messages


def test_nothing_about_the_rep_or_a_score_is_in_a_request() -> None:
    facts = {"jurisdiction": "US-CA", "product": "Quillhaven", "day": "2026-05-04"}
    for key in CRITERIA:
        assert render(request(key, **facts), PROMPT, NONCE) == render(request(key), PROMPT, NONCE)


def test_what_an_answer_is_worth_is_not_said() -> None:
    dear = criterion("discovery", weight=90, capped_at=2, anchors=dict.fromkeys(range(1, 6), "Other words."))
    assert user_part(of=rubric(discovery=dear)) == user_part(of=rubric(discovery=criterion("discovery")))
    must, plus = (
        criterion("discovery", *(item(n, kind) for n in "abc"), item("d")) for kind in ("must", "plus")
    )
    assert user_part(of=rubric(discovery=must)) == user_part(of=rubric(discovery=plus))


def test_who_called_whom_is_the_one_fact_that_is_told() -> None:
    said = {
        direction: user_part(direction=direction).partition("Each line")[0] for direction in ("inbound", None)
    }
    assert "The customer called the rep." in said["inbound"]
    assert "not known who called" in said[None]


def test_a_place_is_given_as_sentences_and_not_as_seconds_to_reckon_with() -> None:
    early = criterion("discovery", *(item(n, place={"within_first": 45}) for n in "abcd"))
    assert f"from S0001-{NONCE} to S0004-{NONCE}; nothing outside" in shown_items(of=rubric(discovery=early))
    late = criterion("discovery", *(item(n, place={"within_last": 45}) for n in "abcd"))
    assert f"from S0006-{NONCE} to S0008-{NONCE}; nothing outside" in shown_items(of=rubric(discovery=late))


def test_a_place_in_a_part_of_the_call_is_that_of_the_part() -> None:
    early = criterion("discovery", *(item(n, place={"within_first": 45}) for n in "abcd"))
    part = Window(first=2, end=8, part=2, of=2)
    text = render(request(of=rubric(discovery=early)), PROMPT, NONCE, part)[1].content
    assert f"from S0003-{NONCE} to S0004-{NONCE}; nothing outside" in text


def test_where_the_rep_never_speaks_an_early_place_is_nowhere() -> None:
    early = criterion("discovery", *(item(n, place={"within_first": 45}) for n in "abcd"))
    silent = call("ben: Hello?", "ben: Anybody there?")
    assert "place: nowhere in these lines" in shown_items(of=rubric(discovery=early), spoken=silent)


def test_an_occasion_and_its_speaker_are_said_and_its_absence_has_a_word() -> None:
    asked = criterion("discovery", *(item(n, occasion={"when": "The customer objects."}) for n in "abcd"))
    text = shown_items(of=rubric(discovery=asked))
    assert (
        "The customer objects. (Look for it in what CUSTOMER says.) If it never came: not_applicable" in text
    )
    assert text.count("The customer objects") == 1
    assert text.count("occasion: the same as for a") == 3
    assert shown_items().count("every call; never not_applicable") == 4


def test_a_must_not_says_which_way_round_it_is() -> None:
    bad = criterion("discovery", item("a"), item("b"), item("c"), item("d", "must_not"))
    text = shown_items(of=rubric(discovery=bad))
    assert text.count("yes means that it did") == 1
    assert text.index("yes means that it did") > text.index("item: d\n")


def statement_rubric(**applies):
    statement = {
        "key": "renewal",
        "title": "Renewal",
        "variants": ["it renews by itself", "this renews"],
        "elements": {"renews": ["renews"], "can be ended": ["cancel"]},
        "applies_when": applies,
    }
    asked = criterion("disclosure", *(item(n, statement="renewal") for n in "abcd"), weight=0)
    return Rubric.from_document({**rubric_document(disclosure=asked), "statements": [statement]})


def test_a_required_statement_brings_its_wordings_and_what_it_must_hold() -> None:
    text = shown_items("disclosure", of=statement_rubric())
    assert "approved: “it renews by itself”; “this renews”." in text
    assert "must hold: renews; can be ended" in text
    assert "says it: REP or OTHER" in text
    assert "known:" not in text


@pytest.mark.parametrize(
    ("product", "told"),
    [("subscription", "it is required"), ("licence", "answer not_applicable"), (None, "go by")],
)
def test_whether_a_statement_is_required_is_told_and_not_guessed(product: str | None, told: str) -> None:
    text = shown_items("disclosure", of=statement_rubric(product=["subscription"]), product=product)
    assert told in text.partition("known: ")[2].partition("\n")[0]


def test_the_mark_of_a_call_is_its_own_and_one_that_render_takes() -> None:
    mark = nonce_of(CALL)
    assert mark == nonce_of(CALL)
    assert len(mark) == 4
    assert mark.isalpha()
    assert render(request(), PROMPT, mark)
    others = {nonce_of(call(f"ana: This is call number {n}.")) for n in range(50)}
    assert len(others | {mark}) > 45


def test_a_nonce_that_is_none_is_refused() -> None:
    for odd in ("", "abc", "KVMO", "kv mo", "a" * 17, "kvm-"):
        with pytest.raises(ValueError, match="4 to 16 small letters"):
            render(request(), PROMPT, odd)


def test_masks_stay_as_they_are_and_other_brackets_are_written_as_escapes() -> None:
    masks = " ".join(f"[{hidden}]" for hidden in Hidden)
    (sentence,) = call(f"ana: {masks} and [INST] and [/INST]").sentences
    text = line(sentence, NONCE)
    assert masks in text
    assert "[INST]" not in text
    assert json.loads(text)["t"] == sentence.text
