"""What stands on paper, for whom, and how a goal's rule reads."""

import pytest

from scoring.errors import BadInput
from scoring.plans.document import DAY_IS_OVER, Part, Promise
from scoring.plans.papers.lay_out import lay_out
from scoring.plans.papers.records import Paper, Table
from scoring.plans.papers.rules import rule_in_words
from scoring.plans.sections import Audience, missing_parts
from scoring.plans.smart import check_plan
from tests.scoring.plans.examples import EXAMPLES, example
from tests.scoring.plans.plans import rule

HR_ONLY = "Transfer from support in September"
IN_LINE = "In line with 4 other plans"
FIT = "What is behind the gap?"


def text_of(paper: Paper) -> str:
    return paper.model_dump_json()


def titles(paper: Paper) -> list[str]:
    return [section.title for section in paper.sections]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_plans_are_complete_and_nothing_is_to_be_pointed_at(name: str) -> None:
    content = example(name).content
    assert missing_parts(content) == ()
    assert check_plan(content.model_copy(update={"cycle_days": 90})) == {}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Audience.REP, []),
        (Audience.MANAGER, [FIT]),
        (Audience.HR, [HR_ONLY, IN_LINE, FIT]),
    ],
)
@pytest.mark.parametrize("part", ["plan", "file"])
def test_what_is_for_hr_stays_with_hr(audience: Audience, seen: list[str], part: Part) -> None:
    text = text_of(lay_out(example("enrolment-rate"), part, audience))
    assert [words for words in (HR_ONLY, IN_LINE, FIT) if words in text] == seen


def test_a_comment_an_event_and_a_file_are_seen_by_whom_they_are_for() -> None:
    document = example("enrolment-rate").model_dump()
    for kind in ("comments", "history", "attachments"):
        document[kind] = [one | {"seen_by": ("hr",)} for one in document[kind]]
    closed = type(example("enrolment-rate")).model_validate(document)
    for_rep = text_of(lay_out(closed, "file", Audience.REP))
    assert "certificate-objections.pdf" not in for_rep
    assert "lead list was old" not in for_rep
    assert "handed over in person" not in for_rep
    assert "certificate-objections.pdf" in text_of(lay_out(closed, "file", Audience.HR))


def test_the_reps_comments_and_all_signatures_stand_in_every_copy() -> None:
    for audience in Audience:
        text = text_of(lay_out(example("enrolment-rate"), "plan", audience))
        assert "the lead list was old" in text
        assert "Receipt, not agreement" in text


def test_declining_is_said_and_nothing_else() -> None:
    text = text_of(lay_out(example("qa-score"), "plan", Audience.HR))
    assert "Declined: receipt was not signed" in text


def test_who_has_not_signed_gets_a_line() -> None:
    (block,) = lay_out(example("account-executive"), "plan", Audience.HR).sections[8].blocks[-1:]
    assert block.kind == "signatures"
    assert [(line.role, bool(line.when)) for line in block.lines] == [
        ("HR", True),
        ("Rep", False),
        ("Manager", False),
    ]


def test_a_check_in_is_a_paper_of_its_own_and_one_that_is_not_there_is_refused() -> None:
    paper = lay_out(example("enrolment-rate"), "check_in", Audience.REP, check_in=4)
    assert paper.title == "Mid-point review 4"
    assert titles(paper) == [
        *("Meeting", "Where the goals stand", "What helped", "Agreed", "Notes by Sam Okafor", "Corrections")
    ]
    with pytest.raises(BadInput, match="no check-in 7"):
        lay_out(example("enrolment-rate"), "check_in", Audience.REP, check_in=7)


def test_the_final_review_says_what_the_company_did_not_keep() -> None:
    text = text_of(lay_out(example("qa-score"), "final", Audience.REP))
    assert "1 promise of the company was not kept." in text
    assert "1 check-in did not take place." in text
    assert "not kept: held on 20 March" in text


def test_what_was_promised_every_week_is_one_row() -> None:
    document = example("qa-score")
    coaching = Promise(what="Coach one to one", who="Sam", side="manager", due="16 March 2026", state="kept")
    weeks = [
        coaching,
        coaching.model_copy(update={"due": "23 March 2026", "state": "missed", "note": "ill"}),
        coaching.model_copy(update={"due": "30 March 2026", "state": "missed", "note": DAY_IS_OVER}),
    ]
    paper = lay_out(document.model_copy(update={"promises": tuple(weeks)}), "final", Audience.REP)
    (section,) = [one for one in paper.sections if one.title == "Promises of the company"]
    (table,) = [one for one in section.blocks if isinstance(one, Table)]
    assert table.rows == (
        (
            *("Coach one to one", "Sam", "3 times, 16 March 2026 to 30 March 2026"),
            "1 kept, 2 not kept; 23 March 2026: ill",
        ),
    )
    assert "2 promises of the company were not kept." in text_of(paper)


def test_the_whole_file_has_everything_in_its_order() -> None:
    chapters = [
        one.title
        for one in lay_out(example("enrolment-rate"), "file", Audience.HR).sections
        if one.level == 1
    ]
    assert chapters == [
        "The plan",
        "Check-in 1, 9 March 2026, 09:00",
        "Mid-point review 4, 30 March 2026, 09:00",
        "Final review 9, 30 April 2026, 09:00",
        "Final review",
        "Evidence",
    ]


def test_each_page_can_be_held_against_the_record() -> None:
    document = example("adherence")
    proof = dict(lay_out(document, "plan", Audience.REP).proof)
    assert proof["Hash of this version"] == document.content.fingerprint()
    assert proof["Head of the audit log"] == document.audit_head
    assert proof["Printed"] == "20 March 2026, 09:00 (Europe/Berlin)"


RULES: list[tuple[dict[str, object], list[str]]] = [
    (
        {},
        [
            "Decided on the random calls of 2 April 2026 to 30 April 2026; at least 8 of them are needed.",
            "Met: the value reaches 85, and its likely range reaches no more than 3 points below it.",
            "Not met: all of the range lies below the target (with 90 % confidence).",
            "Baseline: 71 on 27 February 2026 (12 calls).",
        ],
    ),
    (
        {"goal": {"kind": "rate", "of": "notice", "target": 95}, "severe": True},
        [
            "Decided on the random calls with an occasion of 2 April 2026 to 30 April 2026; at least 8",
            "Met: the value reaches 95 %, and no part of its likely range lies below it.",
            "Not met: all of the range lies below the target (with 95 % confidence).",
        ],
    ),
    (
        {"goal": {"kind": "count", "of": "notice", "at_most_misses": 1, "of_last": 20}},
        [
            "Decided on the last 20 random calls with an occasion",
            "Met: at most 1 miss in the last 20 occasions. Otherwise not met.",
        ],
    ),
    (
        {"goal": {"kind": "imported_average", "of": "aht", "unit": "min", "target": 5, "direction": "lower"}},
        [
            "Decided on the figures imported for 2 April 2026 to 30 April 2026",
            "Met: the value is at most 5 min, and no part of its likely range lies above it.",
            "Not met: all of the range lies above the target",
        ],
    ),
    (
        {"goal": {"kind": "imported_count", "of": "leads", "target": 45, "direction": "higher"}},
        ["Met: the complete count is 45 or above. Otherwise not met."],
    ),
    (
        {"goal": {"kind": "imported_percentage", "of": "quota", "target": 90, "direction": "higher"}},
        ["it is shown and not decided."],
    ),
]


@pytest.mark.parametrize(("changes", "sentences"), RULES)
def test_how_a_milestone_is_decided_reads_like_this(changes: dict[str, object], sentences: list[str]) -> None:
    read = " ".join(rule_in_words(rule(**changes)))
    assert [sentence for sentence in sentences if sentence not in read] == []
    assert "then 5 days to dispute what is wrong." in read
    assert "If it is too early to say then: one extension" in read
