"""Two versions of a rubric side by side: what differs, and what has to be read again."""

from copy import deepcopy

from scoring.rubric import Rubric
from scoring.rubric_compare import compare_rubrics
from tests.cast import item, rubric, rubric_document


def changed(change):
    """The small rubric with something done to its document."""
    document = deepcopy(rubric_document())
    change(document)
    return Rubric.from_document(document)


def compared(change):
    return compare_rubrics(rubric(), changed(change))


def opening(found):
    return next(one for one in found.criteria if one.key == "opening")


def items_of(document, criterion=0):
    return document["criteria"][criterion]["items"]


def test_a_new_number_and_reason_alone_change_nothing():
    found = compared(lambda document: document.update(version=2, changed="Nothing, really."))
    assert found.same
    assert (found.old, found.new) == ("small@1", "small@2")
    assert all(one.keeps for one in found.criteria)


def test_rewording_one_item_touches_its_criterion_and_no_other():
    found = compared(lambda document: items_of(document)[0].update(asks="Says why they call?"))
    assert [one.key for one in found.criteria if not one.keeps] == ["opening"]
    assert found.asks_anew == {"opening": ("opening_m1",)}
    (item_changed,) = opening(found).changed
    assert [(f.field, f.old, f.new) for f in item_changed.fields] == [
        ("asks", "Asks for opening_m1", "Says why they call?")
    ]


def test_a_weight_is_only_a_sum():
    found = compared(lambda document: document["criteria"][0].update(weight=50))
    assert opening(found).weight == (20, 50)
    assert not opening(found).keeps
    assert found.asks_anew == {}


def test_what_no_judge_is_asked_needs_no_new_answer():
    # A must that becomes a plus, a must-have, other words for the rep: the answer to the question stays.
    found = compared(lambda document: items_of(document)[0].update(kind="plus", say_instead="Say it so."))
    assert found.asks_anew == {}
    assert {one.field for one in opening(found).changed[0].fields} == {"kind", "say_instead"}


def test_a_must_that_becomes_a_must_not_is_another_question():
    found = compared(lambda document: items_of(document)[1].update(kind="must_not"))
    assert found.asks_anew == {"opening": ("opening_m2",)}


def test_a_new_item_has_no_answer_and_a_removed_one_leaves():
    def swap(document):
        items_of(document)[-1] = item("opening_new", "plus")

    found = opening(compared(swap))
    removed = rubric().criterion("opening").items[-1].id
    assert (found.added, found.removed, found.asks_anew) == (("opening_new",), (removed,), ("opening_new",))


def test_table_and_anchors_are_compared_by_level():
    def change(document):
        part = document["criteria"][0]
        part["anchors"] = part["anchors"] | {3: "Half of it."}
        part["table"] = [row | ({"pluses_at_least": 2} if row["level"] == 5 else {}) for row in part["table"]]

    found = opening(compared(change))
    assert [(one.field, one.new) for one in found.anchors] == [("level 3", "Half of it.")]
    assert [one.field for one in found.table] == ["level 5"]
    assert "pluses at least 2" in found.table[0].new
    assert found.asks_anew == ()


def test_items_in_another_order_are_said():
    found = compared(lambda document: items_of(document).reverse())
    assert opening(found).reordered
    assert found.asks_anew == {}


def statements(variants):
    return [{"key": "notice", "title": "Notice", "variants": variants, "elements": {"said": ["recorded"]}}]


def stated(variants):
    def change(document):
        document["statements"] = statements(variants)
        items_of(document)[0]["statement"] = "notice"

    return changed(change)


def test_a_statement_in_other_words_is_looked_for_again():
    found = compare_rubrics(
        stated(["this call is recorded", "calls are recorded"]),
        stated(["this call is recorded", "we record this call"]),
    )
    assert found.statements_changed == ("notice",)
    # Both wordings side by side; what neither changed is counted, not repeated.
    (notice,) = found.statements
    assert [(one.field, one.old, one.new) for one in notice.fields] == [
        ("variants", "“calls are recorded”\nand 1 that stays", "“we record this call”\nand 1 that stays")
    ]
    assert found.asks_anew == {"opening": ("opening_m1",)}


def test_what_kind_of_call_it_is_for_is_said_in_words():
    def scoped(describes, signs, **more):
        scope = {"describes": describes, "signs": signs} | more
        return changed(lambda document: document.update(scope=scope))

    first = scoped("a sales call", ["(demo*|trial)", "your budget"])
    (scope,) = compare_rubrics(first, scoped("a sales call", ["your budget"], at_least=2)).fields
    assert scope.old == "signs:\n“(demo*|trial)”\nand 1 that stays\nat least so many: 1"
    assert scope.new == "signs: and 1 that stays\nat least so many: 2"
    (scope,) = compare_rubrics(rubric(), first).fields
    assert (scope.old, scope.new) == (
        "",
        "kind of call: a sales call\nsigns:\n“(demo*|trial)”\n“your budget”",
    )


def test_how_a_call_is_searched_is_read_as_words_too():
    def look(*phrases):
        def change(document):
            items_of(document)[0].update(
                cues={"any": list(phrases), "question": True}, place={"within_first": 30}
            )

        return changed(change)

    found = opening(compare_rubrics(look("who is it", "may i ask"), look("may i ask")))
    assert [(one.field, one.old, one.new) for one in found.changed[0].fields] == [
        ("cues", "one of:\n“who is it”\nand 1 that stays", "one of: and 1 that stays")
    ]
    # Where only one of them has it, it is said whole, and nowhere as code.
    (cues,) = [
        one for one in opening(compare_rubrics(look("x"), rubric())).changed[0].fields if one.field == "cues"
    ]
    assert cues.old == "one of: “x”\nquestion: yes"
