"""Two versions of a plan side by side."""

from scoring.plans.compare import PARTS, Change, compare
from scoring.plans.sections import PlanContent
from tests.scoring.plans.plans import CONTENT, content


def test_the_same_version_has_no_difference() -> None:
    assert compare(content(), content()) == ()


def test_a_target_that_was_changed_is_shown_with_its_place() -> None:
    before = CONTENT["milestones"][0]
    after = before | {"wording": "Raise the QA score from 71 to 82 by 30 April 2026."}
    assert compare(content(), content(milestones=[after])) == (
        Change(
            part="milestones",
            title="Milestones",
            place="qa score › wording",
            how="changed",
            before="Raise the QA score from 71 to 85 by 30 April 2026.",
            after="Raise the QA score from 71 to 82 by 30 April 2026.",
        ),
    )


def test_a_row_that_was_added_before_another_does_not_change_the_other() -> None:
    new = {"key": "mentor", "what": "A mentor", "who": "manager", "when": "every Friday"}
    (added,) = compare(content(), content(support=[new, *CONTENT["support"]]))
    assert (added.how, added.place, added.before) == ("added", "mentor", "")
    assert added.after == "key: mentor; what: A mentor; who: manager; when: every Friday"
    (removed,) = compare(content(support=[new, *CONTENT["support"]]), content())
    assert (removed.how, removed.before, removed.after) == ("removed", added.after, "")


def test_changes_come_in_the_order_of_the_plan() -> None:
    changes = compare(content(), content(days=90, rep_said="I need time.", hr_only="Counsel asked."))
    assert [(one.title, one.how) for one in changes] == [
        ("Length in days", "changed"),
        ("What the rep said", "added"),
        ("For HR only", "added"),
    ]


def test_two_rows_about_the_same_area_are_both_shown() -> None:
    row = CONTENT["expectations"][0]
    changes = compare(content(), content(expectations=[row, row | {"expected": "90"}]))
    assert [one.place for one in changes] == ["QA score (2)"]


def test_no_part_of_a_plan_is_left_out_of_the_comparison() -> None:
    assert set(PARTS) == set(PlanContent.model_fields) - {"schema_version"}
