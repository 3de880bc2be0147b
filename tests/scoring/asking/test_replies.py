"""Every way a reply can go wrong ends in a stated reason; none is filled in, none sinks the rest."""

import json

import jsonschema
import pytest

from scoring.asking.lines import unmarked
from scoring.asking.objects import LONGEST_REPLY
from scoring.asking.replies import MOST_WHY, REPLY_SCHEMA, BadReply, read_reply
from scoring.evidence import check_judgement
from scoring.judgement import Answer, CriterionReading, Judgement, Span, Verdict
from scoring.library import load_rubric
from tests.scoring.asking.asked import CALL, GOOD, NONCE, SMALL, answer, reply

CRITERION = SMALL.criterion("discovery")
GOOD_REPLY = reply(*GOOD)


def read(text: str) -> Judgement:
    found = read_reply(text, CRITERION, NONCE)
    assert isinstance(found, Judgement), found
    return found


def refused(text: str) -> str:
    found = read_reply(text, CRITERION, NONCE)
    assert isinstance(found, BadReply), found
    return "; ".join(found.problems)


def checked(text: str) -> CriterionReading:
    return check_judgement(read(text), CRITERION, CALL)


def verdict(text: str, name: str = "one") -> Verdict:
    return next(one for one in checked(text).verdicts if one.item == name)


def test_a_good_reply_is_read_and_loses_the_mark_of_its_run() -> None:
    judgement = read(GOOD_REPLY)
    assert [claim.answer.value for claim in judgement.claims] == ["yes", "no", "no", "no"]
    (citation,) = judgement.claims[0].citations
    assert (citation.sentence, citation.anchor) == ("S0005", "Where does it get stuck")
    assert judgement.claims[1].searched == Span(first="S0001", last="S0008")
    assert {one.answer for one in checked(GOOD_REPLY).verdicts} == {Answer.YES, Answer.NO}


@pytest.mark.parametrize(
    "around",
    [
        "```json\n{}\n```",
        "Here is my reading:\n\n{}\n\nI hope this helps!",
        "<think>Is it {{one}}? S0005 asks.</think>\n{}",
        '<think>{{"items": []}} would be wrong.</think>{}',
        "\ufeff{}\n",
        "As {{asked}}: {}",
    ],
)
def test_what_stands_around_the_object_does_not_matter(around: str) -> None:
    assert read(around.replace("{{", "\0").replace("{}", GOOD_REPLY).replace("\0", "{")) == read(GOOD_REPLY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("I'm sorry, I can't help with that.", "no JSON object"),
        ("null", "no JSON object"),
        ("[]", "no JSON object"),
        ("5", "no JSON object"),
        ('{"error": "overloaded"}', "no JSON object with"),
        ('{"items": []}', "is empty"),
        ('{"items": {}}', "not a list"),
        ('{"items": "yes"}', "not a list"),
        ('{"items": null}', "not a list"),
        ('{"items": [1, "two", null, []]}', "not an object"),
        ('{"items": [{}]}', "does not name its item"),
        ('{"items": [NaN]}', "NaN is not JSON"),
        ('{"items": [], "items": []}', "stands twice"),
        (GOOD_REPLY[:-20], "breaks off"),
        (GOOD_REPLY[: len(GOOD_REPLY) // 2], "breaks off"),
        (GOOD_REPLY.replace('"', "'"), "no valid JSON"),
        (GOOD_REPLY + GOOD_REPLY, "2 JSON objects"),
        ("x" * (LONGEST_REPLY + 1), "at most"),
        ('{"items":' * 30_000, "characters"),
        ('{"a":' * 15_000, "nested too deeply"),
        ("[" * 50_000 + '{"a":' * 2_000, "nested too deeply"),
    ],
)
def test_a_reply_without_one_readable_object_says_why(text: str, said: str) -> None:
    assert said in refused(text)


@pytest.mark.parametrize("broken", range(0, len(GOOD_REPLY) - 1, 7))
def test_a_reply_cut_anywhere_is_never_half_read(broken: int) -> None:
    assert refused(GOOD_REPLY[:broken])


@pytest.mark.parametrize(
    "level", [4, "4", "4/5", "good", True, 1.0, ["yes"], {"yes": 1}, "", "n/a", "yes and no"]
)
def test_a_level_instead_of_a_verdict_answers_nothing(level: object) -> None:
    text = reply(answer("one", level), *GOOD[1:])
    assert verdict(text).answer is Answer.CANNOT_ASSESS
    assert "has to be one of yes, no" in verdict(text).problems[0]
    assert verdict(text, "two").answer is Answer.NO


def test_a_missing_verdict_is_said_so() -> None:
    entry = answer("one")
    del entry["verdict"]
    assert "the verdict is missing" in verdict(reply(entry, *GOOD[1:])).problems[0]


@pytest.mark.parametrize("word", ["YES", " Yes ", "yes"])
def test_capitals_and_spaces_do_not_change_a_verdict(word: str) -> None:
    assert read(reply(answer("one", word))).claims[0].answer is Answer.YES
    assert read(reply(answer("one", "Not applicable"))).claims[0].answer is Answer.NOT_APPLICABLE


def test_a_missing_item_is_not_answered_for_the_judge() -> None:
    text = reply(*GOOD[:3])
    assert verdict(text, "four").answer is Answer.CANNOT_ASSESS
    assert verdict(text, "four").problems == ("the judge gave no answer to this item",)


def test_a_repeated_item_counts_for_neither_answer() -> None:
    for second in (answer("one", "no"), answer("one", 5), GOOD[0]):
        text = reply(*GOOD, second)
        assert verdict(text).answer is Answer.CANNOT_ASSESS
        assert verdict(text, "two").answer is Answer.NO


def test_an_item_of_another_criterion_is_said_and_harms_no_other() -> None:
    text = reply(*GOOD, answer("sums_up", "yes", ("S0005", "Where does it get stuck")))
    assert "sums_up" in checked(text).problems[0]
    assert verdict(text).answer is Answer.YES
    assert "sums_up" not in {one.item for one in checked(text).verdicts}


def test_an_unreadable_answer_about_another_item_is_said_beside_the_reading() -> None:
    text = reply(*GOOD, answer("sums_up", 5))
    assert "has to be one of" in checked(text).problems[0]
    assert checked(text).verdicts == checked(GOOD_REPLY).verdicts


def test_a_field_nobody_asked_for_is_said_and_has_nowhere_to_land() -> None:
    text = reply(answer("one", "yes", ("S0005", "Where does it get stuck"), score=5), *GOOD[1:], level=5)
    assert checked(text).problems == ("the reply has fields nobody asked for: level, score",)
    assert checked(text).verdicts == checked(GOOD_REPLY).verdicts


@pytest.mark.parametrize(
    "sentence",
    [
        "S0005-zzzz",  # the run of another call
        f"S9999-{NONCE}",
        f"S0006-{NONCE}",  # the customer's
        "",
        "Where does it get stuck",
        f"S0005 {NONCE}",
        f"{NONCE}",
        f"-{NONCE}",
    ],
)
def test_a_sentence_that_is_not_the_reps_here_is_no_evidence(sentence: str) -> None:
    cited = {"id": sentence, "words": "it takes us 3 days"}
    found = verdict(reply(answer("one", "yes", evidence=[cited]), *GOOD[1:]))
    assert found.answer is Answer.CANNOT_ASSESS
    assert found.claimed is Answer.YES


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (f"S0005-{NONCE}", "S0005"),
        (f" s0005-{NONCE.upper()} ", "S0005"),
        ("S0005", "S0005"),
        ("S0005-k3v9", "S0005-k3v9"),
        (f"S0005-{NONCE}-{NONCE}", f"S0005-{NONCE.upper()}"),
    ],
)
def test_only_the_mark_of_this_run_is_taken_off(given: str, meant: str) -> None:
    assert unmarked(given, NONCE) == meant


def test_invented_words_are_no_evidence() -> None:
    found = verdict(reply(answer("one", "yes", ("S0005", "I guarantee you will save")), *GOOD[1:]))
    assert found.answer is Answer.CANNOT_ASSESS


def test_a_quote_across_two_speakers_is_no_evidence() -> None:
    found = verdict(reply(answer("one", "yes", ("S0005", "get stuck At month end")), *GOOD[1:]))
    assert found.answer is Answer.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ("S0005", "not a list"),
        ([["S0005", "words"]], "not a sentence id"),
        ([{"id": 5, "words": "x"}], "not a sentence id"),
        ([{"id": "S0005"}], "no words"),
        ([{"id": "S0005", "words": 5}], "no words"),
        ([{"id": "S0005", "words": "stuck " * 100}], "4 to 8 words"),
        ([None], "not a sentence id"),
    ],
)
def test_evidence_of_another_shape_is_said_so(evidence: object, said: str) -> None:
    found = verdict(reply(answer("one", "yes", evidence=evidence), *GOOD[1:]))
    assert found.answer is Answer.CANNOT_ASSESS
    assert said in found.problems[0]


def test_an_id_without_words_is_no_evidence() -> None:
    found = verdict(reply(answer("one", "yes", evidence=["S0005"]), *GOOD[1:]))
    assert "without anchor words" in found.problems[0]


@pytest.mark.parametrize("searched", ["all", [], {"first": "S0001"}, {"first": 1, "last": 2}, 0, False])
def test_a_searched_part_of_another_shape_is_said_so(searched: object) -> None:
    assert "searched" in verdict(reply(answer("one", "no", searched=searched), *GOOD[1:])).problems[0]


def test_a_no_without_a_searched_part_does_not_stand() -> None:
    assert verdict(reply(answer("one", "no", searched=None), *GOOD[1:])).answer is Answer.CANNOT_ASSESS


def test_what_may_be_left_out_may_be_left_out() -> None:
    text = reply({"item": "one", "verdict": "cannot_assess"}, *GOOD[1:])
    assert verdict(text).answer is Answer.CANNOT_ASSESS
    assert verdict(text).problems == ()


def test_a_reason_is_cut_to_its_words_and_shows_what_hides() -> None:
    text = reply(answer("one", "cannot_assess", why="word\u202e " * 100))
    why = read(text).claims[0].why
    assert len(why.split()) == MOST_WHY
    assert "\u202e" not in why
    assert "not a text" in refused(reply(answer("one", why=["x"])))


def test_a_lone_surrogate_is_not_carried_on() -> None:
    text = reply(answer("one", "yes", ("S0005", "x")), *GOOD[1:]).replace('"x"', '"\\ud800 get stuck"')
    assert verdict(text).answer is Answer.CANNOT_ASSESS
    json.dumps(checked(text).model_dump(mode="json")).encode()


def test_the_schema_is_one_and_can_hold_every_criterion() -> None:
    jsonschema.Draft202012Validator.check_schema(REPLY_SCHEMA)
    jsonschema.validate(json.loads(GOOD_REPLY), REPLY_SCHEMA)
    most = REPLY_SCHEMA["properties"]["items"]["maxItems"]
    assert all(len(criterion.items) <= most for criterion in load_rubric("b2b-discovery").criteria)


def test_the_schema_asks_for_no_number() -> None:
    assert '"number"' not in json.dumps(REPLY_SCHEMA)
    assert '"integer"' not in json.dumps(REPLY_SCHEMA)
