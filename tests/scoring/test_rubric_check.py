import copy

import pytest
import yaml

from scoring.library import FOLDERS
from scoring.rubric_check import check_rubric
from tests.cast import criterion, item, rubric_document

SHIPPED = sorted(file for folder in FOLDERS for file in folder.glob("*/*.yaml"))


def mistakes(document):
    return check_rubric(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False))


def only(document):
    """Message and hint of the one mistake there is."""
    (mistake,) = mistakes(document)
    return mistake.message, mistake.hint


def with_item(**changes):
    """A rubric whose first discovery item is changed; None takes a key away."""
    document = copy.deepcopy(rubric_document())
    first = document["criteria"][1]["items"][0]
    for key, value in changes.items():
        if value is None:
            del first[key]
        else:
            first[key] = value
    return document


def with_criterion(**changes):
    return rubric_document(discovery=criterion("discovery", **changes))


def test_weights_are_shares_of_a_hundred():
    # 20 + 30 + 20 + 20 + 20 + 0
    assert only(with_criterion(weight=30)) == (
        "the weights add to 110, not to 100",
        "They are shares of the QA score: 20, 30, 20, 20, 20, 0 now.",
    )


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}@{file.stem}")
def test_there_is_nothing_wrong_with_a_shipped_rubric(file):
    assert check_rubric(file.read_text(encoding="utf-8")) == []


def test_there_is_nothing_wrong_with_a_small_rubric():
    assert mistakes(rubric_document()) == []


def test_a_mistake_has_its_line_and_its_place_by_name():
    text = yaml.safe_dump(with_item(kind="maybe"), sort_keys=False)
    (mistake,) = check_rubric(text)
    assert text.splitlines()[mistake.line - 1].strip() == "kind: maybe"
    assert mistake.place == f"line {mistake.line}, discovery › discovery_m1 › kind"
    assert (mistake.message, mistake.hint) == ("`kind` is 'maybe'", "One of 'must', 'plus' or 'must_not'.")


def test_an_unknown_key_names_the_nearest_known_one():
    assert only(with_item(near_mis="x")) == ("there is no key `near_mis` here", "Did you mean `near_miss`?")
    assert only(rubric_document() | {"titel": "x"}) == (
        "there is no key `titel` here",
        "Did you mean `title`?",
    )
    message, hint = only(with_item(cues={"any": ["a"], "zebra": 1}))
    assert message == "there is no key `zebra` here"
    assert hint.startswith("Known here: after_occasion, all, any, ")


def test_an_item_without_an_occasion_is_told_how_to_get_one():
    message, hint = only(with_item(occasion=None))
    assert message == "`occasion` is missing"
    assert "occasion: {when: always}" in hint


def test_every_mistake_is_found_at_once():
    document = with_item(id="discovery_m2", asks="Does the rep never argue?", definition=None)
    document["criteria"][3]["anchors"] = {1: "bad"}
    document["worth"] = {1: 0, 2: 35, 3: 30, 4: 90, 5: 100}
    assert [mistake.message for mistake in mistakes(document)] == [
        "`definition` is missing",
        "a yes would mean that something did not happen",
        "two items have the id `discovery_m2`",
        "no anchor for level 2, 3, 4, 5",
        "level 3 is worth less than level 2",
    ]


@pytest.mark.parametrize(
    ("asks", "wrong"),
    [
        ("Does the rep avoid jargon?", True),
        ("Does the rep not interrupt?", True),
        ("Doesn’t the rep interrupt?", True),
        ("Does the rep make no promise they can't keep?", True),
        ("Does the rep listen without interrupting?", True),
        ("Does the rep ask what is not working?", False),
        ("Does the rep say that nothing is recorded without consent?", False),
        ("Does the customer get notice of the recording?", False),
    ],
)
def test_an_items_yes_must_mean_that_something_happened(asks, wrong):
    found = [mistake.message for mistake in mistakes(with_item(asks=asks))]
    assert found == (["a yes would mean that something did not happen"] if wrong else [])


def test_two_items_that_ask_the_same_thing_are_named():
    document = with_item(asks="Does the rep ask who decides?")
    document["criteria"][2]["items"][0]["asks"] = "Does the rep ask who decides this?"
    assert only(document)[0] == "asks nearly the same as `discovery_m1`"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (with_criterion(weight=-1), "`weight` is -1"),
        (with_criterion(anchors={1: "a", 2: "b", 3: "c", 4: " ", 5: "e"}), "no anchor for level 4"),
        (with_criterion(table=[{"level": 3}, {"level": 2}]), "the last row is not `{level: 1}`"),
        (
            with_criterion(table=[{"level": 2}, {"level": 4}, {"level": 1}]),
            "the table's levels do not fall from row to row",
        ),
        (
            with_criterion(table=[{"level": 5, "pluses_at_least": 3}, {"level": 1}]),
            "level 5 wants pluses at least 3; there are 2",
        ),
        (with_criterion(items=[item(f"d_{n}", "plus") for n in range(4)]), "no item is a must"),
        (with_criterion(items=[item("d_1"), item("d_2")]), "`items` has 2; needs at least 4"),
        (with_item(must_have=True, kind="plus"), "is a must-have but not a must"),
        (with_item(near_miss="A sentence with discovery_m1!"), "the near miss is the example"),
        (with_item(statement="nothing"), "there is no statement `nothing`"),
        (
            with_item(cues={"any": ["(call"]}),
            "the pattern cannot be read: a bracket is not closed: “)” is missing in “( call”",
        ),
        (with_item(cues={"any": ["budget"]}), "the cues do not recognise the item's own example"),
        (rubric_document() | {"version": "one"}, "`version` is 'one'"),
    ],
)
def test_what_no_fair_rubric_has(document, message):
    assert message in [mistake.message for mistake in mistakes(document)]


def test_all_weights_at_nought_score_nothing():
    document = rubric_document()
    for part in document["criteria"]:
        part["weight"] = 0
    assert only(document)[0] == "all weights are 0: nothing would be scored"


def test_a_missing_and_a_double_criterion_are_both_named():
    document = rubric_document()
    document["criteria"][0] = criterion("discovery", *(item(f"other_{n}") for n in range(4)))
    messages = [mistake.message for mistake in mistakes(document)]
    assert "the criterion `opening` is missing" in messages
    assert "the criterion `discovery` stands here 2 times" in messages


def statement(key, **more):
    return {"key": key, "title": key, "variants": ["words"], "elements": {"part": ["word*"]}, **more}


def test_a_required_statement_needs_elements_and_a_known_order():
    document = rubric_document() | {"statements": [statement("a", elements={})]}
    assert only(document)[0] == "`elements` has 0; needs at least 1"
    document["statements"] = [statement("a", after="z")]
    assert only(document) == ("there is no statement `z`", "Known: a.")
    document["statements"] = [statement("a", after="b"), statement("b", after="a")]
    assert mistakes(document)[0].message == "comes after itself: a after b after a"


@pytest.mark.parametrize(
    "text", ["", "[]", "a: [", "slug: a\nslug: b", "\x00", "criteria: 7", "criteria: [1, {}]"]
)
def test_whatever_is_handed_in_gets_an_answer(text):
    assert check_rubric(text)


def test_a_mistake_of_yaml_has_its_line():
    (mistake,) = check_rubric("slug: a\ntitle: b\nslug: c\n")
    assert mistake.place == "line 3, file"
    assert mistake.message == "`slug` stands here a second time (first in line 1)"


def test_a_scope_that_no_call_can_meet_is_named():
    document = rubric_document() | {"scope": {"describes": "x", "signs": ["a", "b"], "at_least": 99}}
    assert only(document)[0] == "wants 99 different signs; there are 2"


def test_a_pattern_with_too_many_gaps_is_named():
    message, _ = only(with_item(cues={"any": ["a" + " ... b" * 8]}))
    assert message.startswith("the pattern cannot be read: 8 gaps")


def test_a_place_that_no_call_can_have_is_named():
    document = rubric_document() | {"statements": [statement("a", applies_when={"jurisdiction": ["Texas"]})]}
    assert only(document)[0] == "`Texas` is no place that a call can have"
