"""What Ana sees of her own reviews, and her own score before it."""

import pytest

from service.db.base import now
from service.db.tables import Team
from service.errors import Conflict, NotAllowed, NotFound, Stale, Unprocessable
from service.people.who import Who
from service.reviews import actions
from service.reviews.rep import calls_to_score, released_reviews, self_score_of
from service.reviews.rule_views import RulesChange
from service.reviews.wishes import NewComment, NewSelfScore
from tests.service.reviews.reviewed import ANAS_FIRST, Desk

MINE = NewSelfScore(levels={"opening": 4, "discovery": 2, "disclosure": None}, remark="Rushed.")


def score(desk: Desk, call: str, new: NewSelfScore = MINE, name: str = "Ana") -> None:
    with desk.database.write() as session:
        actions.self_score(session, desk.who(name), call, new)


def look(desk: Desk, name: str, call: str) -> None:
    with desk.database.read() as session:
        row = desk.row(session, call)
    actions.see_reading(desk.database, desk.who(name), row)


def test_nothing_of_a_draft_reaches_its_rep(desk: Desk) -> None:
    call = desk.call()
    desk.confirm("Sam", call)
    with desk.database.read() as session:
        assert released_reviews(session, desk.who("Ana")) == ()
    desk.release("Sam", call)
    with desk.database.read() as session:
        (found,) = released_reviews(session, desk.who("Ana"))
        assert released_reviews(session, desk.who("Rui")) == ()
    assert (found.call, found.with_scores, found.read) == (call, True, False)
    assert found.score is not None
    assert (found.score.value, found.confirmed_as) == (35, "confirmed")
    look(desk, "Ana", call)
    with desk.database.read() as session:
        assert released_reviews(session, desk.who("Ana"))[0].read


def test_by_rule_feedback_comes_without_scores_and_only_where_the_judge_is_cleared(desk: Desk) -> None:
    desk.rules(release="feedback", blind_first=0)
    desk.call()
    with desk.database.read() as session:
        (found,) = released_reviews(session, desk.who("Ana"))
    # The scripted judge was never cleared for coaching, so not a line of it reaches her unconfirmed.
    assert (found.with_scores, found.score, found.confirmed_as, found.feedback) == (False, None, None, ())


def test_a_self_score_comes_before_anything_of_the_review_was_seen(desk: Desk) -> None:
    call = desk.released()
    score(desk, call)
    with desk.database.read() as session:
        found = self_score_of(session, desk.who("Ana"), desk.row(session, call))
    assert found is not None
    # The review has level 2 everywhere: two apart in the opening, none in discovery.
    assert [(p.criterion, p.mine, p.theirs, p.distance) for p in found.pairs] == [
        ("opening", "4", "2", 2),
        ("discovery", "2", "2", 0),
        ("disclosure", "no occasion", "2", 0),
    ]
    with pytest.raises(Conflict, match="already"):
        score(desk, call)


def test_a_self_score_after_the_release_was_read_is_none(desk: Desk) -> None:
    call = desk.released()
    look(desk, "Ana", call)
    with pytest.raises(Conflict, match="seen the review"):
        score(desk, call)


def test_before_the_release_only_the_own_levels_are_shown(desk: Desk) -> None:
    call = desk.call()
    score(desk, call)
    with desk.database.read() as session:
        found = self_score_of(session, desk.who("Ana"), desk.row(session, call))
    assert found is not None
    assert (found.compared, found.pairs) == (False, ())


def test_a_self_score_enters_no_sum(desk: Desk) -> None:
    call = desk.call()
    before = desk.sums()
    score(desk, call)
    assert desk.sums() == before


def test_nobody_scores_for_somebody_else(desk: Desk) -> None:
    call = desk.call()
    for name, error in (("Rui", NotFound), ("Sam", NotAllowed)):
        with pytest.raises(error):
            score(desk, call, name=name)
    with pytest.raises(Unprocessable, match="no criterion stranger"):
        score(desk, call, NewSelfScore(levels={"stranger": 3}))


def test_one_call_of_a_week_is_asked_for_until_one_is_scored(desk: Desk) -> None:
    calls = [desk.call(started=now()) for _ in range(3)]
    with desk.database.read() as session:
        found = calls_to_score(session, desk.who("Ana"))
    assert {one.call for one in found} == set(calls)
    assert sum(one.asked for one in found) == 1
    score(desk, calls[0])
    with desk.database.read() as session:
        found = calls_to_score(session, desk.who("Ana"))
    assert ({one.call for one in found}, sum(one.asked for one in found)) == (set(calls[1:]), 0)


def test_comments_for_reviewers_stay_among_them(desk: Desk) -> None:
    call = desk.released()
    for says, for_rep in (("Well put.", True), ("Ask about this in the meeting.", False)):
        with desk.database.write() as session:
            new = NewComment(sentence=ANAS_FIRST, says=says, for_rep=for_rep)
            actions.comment(session, desk.who("Sam"), call, new)
    assert [one.says for one in desk.sheet("Ana", call).comments] == ["Well put."]
    assert len(desk.sheet("Quinn", call).comments) == 2
    with desk.database.write() as session, pytest.raises(Unprocessable, match="no sentence"):
        actions.comment(session, desk.who("Sam"), call, NewComment(sentence="S0999", says="Where?"))


def change(desk: Desk, name: str, wanted: RulesChange, version: int | None = None) -> None:
    who: Who = desk.who(name)
    with desk.database.write() as session:
        team = session.get_one(Team, desk.company.teams["Northwind"])
        actions.change_rules(session, who, team, wanted, version)


def test_from_when_scores_count_is_hrs_and_moves_forward_only(desk: Desk) -> None:
    today = now().date()
    earlier, later = today.replace(year=today.year - 1), today.replace(year=today.year + 1)
    with pytest.raises(NotAllowed, match="hr"):
        change(desk, "Ada", RulesChange(scores_count_from=later))
    with pytest.raises(Unprocessable, match="a day to come"):
        change(desk, "Hana", RulesChange(scores_count_from=earlier))
    change(desk, "Hana", RulesChange(scores_count_from=later))
    change(desk, "Hana", RulesChange(scores_count_from=today))
    with pytest.raises(Unprocessable, match="not taken back"):
        change(desk, "Hana", RulesChange(scores_count_from=None))
    with pytest.raises(NotAllowed, match="an admin"):
        change(desk, "Hana", RulesChange(release="feedback"))
    with pytest.raises(Stale):
        change(desk, "Ada", RulesChange(release="feedback"), version=1)
