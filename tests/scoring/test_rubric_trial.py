"""A rubric tried on calls that were read with another version. The sums are worked in the comments."""

from copy import deepcopy

import pytest

from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.rubric import Rubric
from scoring.rubric_trial import carried, sum_up, try_on, with_answers
from tests.cast import item, rubric, rubric_document

OLD = rubric()
YES, NO = Answer.YES, Answer.NO


def new(change):
    document = deepcopy(rubric_document())
    change(document)
    return Rubric.from_document(document)


def readings(yes=lambda item: item.kind.value == "must", old=OLD):
    return {
        criterion.key: CriterionReading(
            criterion=criterion.key,
            verdicts=tuple(Verdict(item=i.id, answer=YES if yes(i) else NO) for i in criterion.items),
        )
        for criterion in old.criteria
    }


def tried(change, before=None, newly_read=None):
    before, version = before or readings(), new(change)
    after = with_answers(carried(OLD, version, before), newly_read or {})
    return try_on("c1", OLD, version, before, after)


def move(one, key="opening"):
    return next(found for found in one.moves if found.criterion == key)


def test_nothing_changed_moves_nothing():
    one = tried(lambda document: document.update(version=2))
    assert not one.changes
    assert one.by == 0


def test_other_weights_move_the_score_and_no_level():
    def half_of_opening(document):
        document["criteria"][0]["weight"] = 0

    # All musts and no plus: level 4 everywhere, worth 90. One without must: opening at level 1, worth 0.
    before = readings(lambda i: i.kind.value == "must" and not i.id.startswith("opening"))
    one = tried(half_of_opening, before)
    # Before: (0 + 4 × 90) × 20 / 100 = 72. After, opening weighs nothing: 4 × 90 × 20 / 80 = 90.
    assert (one.before, one.after, one.by) == ((72, 72), (90, 90), 18)
    assert move(one).kind == "same"
    assert one.changes


def test_a_softer_table_is_arithmetic():
    def four_allows_one_miss(document):
        part = document["criteria"][0]
        part["table"] = [
            row | ({"missed_musts_at_most": 1} if row["level"] == 4 else {}) for row in part["table"]
        ]

    # Two of three musts: level 3 by the old table, 4 by the new: 65 → 90, a fifth of the score: +5.
    before = readings(lambda i: i.kind.value == "must" and i.id != "opening_m3")
    one = tried(four_allows_one_miss, before)
    assert (move(one).before, move(one).after, move(one).kind, move(one).by) == ((3, 3), (4, 4), "up", 1)
    assert one.by == 5
    assert one.unread == ()


def reword(document):
    document["criteria"][0]["items"][0]["asks"] = "Says why they call?"


def test_a_reworded_item_is_open_until_it_is_read():
    one = tried(reword)
    # Two musts met, the third unknown: level 3 without it, 4 with it.
    assert (move(one).before, move(one).after, move(one).kind) == ((4, 4), (3, 4), "open")
    assert (one.after, one.by) == ((85, 90), None)  # (65 + 4 × 90) / 5 = 85
    assert one.unread == ("opening_m1",)


@pytest.mark.parametrize(("answer", "level", "kind"), [(YES, 4, "same"), (NO, 3, "down")])
def test_what_the_judge_reads_closes_it(answer, level, kind):
    newly = {
        "opening": CriterionReading(
            criterion="opening", verdicts=(Verdict(item="opening_m1", answer=answer),)
        )
    }
    one = tried(reword, newly_read=newly)
    assert (move(one).after, move(one).kind) == ((level, level), kind)
    assert one.unread == ()


def test_the_judge_changes_no_answer_that_was_taken_over():
    newly = {
        "opening": CriterionReading(
            criterion="opening",
            verdicts=tuple(
                Verdict(item=f"opening_m{n}", answer=n_th) for n, n_th in ((1, YES), (2, NO), (3, NO))
            ),
        )
    }
    assert move(tried(reword, newly_read=newly)).after == (4, 4)


def test_a_reading_that_failed_leaves_it_open():
    newly = {"opening": CriterionReading(criterion="opening", failed="the model was away")}
    assert move(tried(reword, newly_read=newly)).kind == "open"


def test_a_new_must_have_that_was_missed_is_named():
    def must_have(document):
        document["criteria"][0]["items"][2]["must_have"] = True

    one = tried(must_have, readings(lambda i: i.kind.value == "must" and i.id != "opening_m3"))
    assert one.newly_missed == ("opening_m3",)
    assert move(one).after == (1, 1)  # capped


def test_trying_on_many_is_summed_up():
    before = readings(lambda i: i.kind.value == "must" and i.id != "opening_m3")

    def softer(document):
        part = document["criteria"][0]
        part["table"][1] = part["table"][1] | {"missed_musts_at_most": 1}

    found = sum_up([tried(softer, before), tried(softer, readings())])
    # One call moves by +5, the other by 0: 2.5 on average.
    assert (found.calls, found.changed, found.scored, found.mean, found.largest) == (2, 1, 2, 2.5, 5)
    opening = found.criteria[0]
    assert (opening.same, opening.up, opening.down, opening.open, opening.mean) == (1, 1, 0, 0, 0.5)


def test_nothing_tried_comes_to_nothing():
    assert sum_up([]).mean is None


def test_a_new_item_is_open_and_a_removed_one_is_gone():
    def swap(document):
        document["criteria"][0]["items"][0] = item("opening_new")

    assert tried(swap).unread == ("opening_new",)
