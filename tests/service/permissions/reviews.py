"""Reviews over the API: a draft of Ana's call, a confirmed one, and a released one that she questions."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from service.db.base import now
from service.db.tables import Call, Dispute, Review, Team, TeamRules
from service.people.who import INSTALLATION
from service.reviews import actions
from service.reviews.wishes import Confirming, NewSelfScore
from tests.service.permissions.rows import Row, World
from tests.service.served import scored, wav

REVIEWERS = "Sam Quinn"
OUTSIDE = "Rui Uma Otis"
DRAFT = {"call_id": "draft_review"}
CONFIRMED = {"call_id": "confirmed_review"}
RELEASED = {"call_id": "released_review"}
WITHDRAWN = {"dispute_id": "another_dispute"}
OVERDUE = {"dispute_id": "overdue_dispute"}

NO = {
    "item": "opening_m1",
    "answer": "no",
    "searched": {"first": "S0001", "last": "S0006"},
    "reason": "It is not said.",
}
NOT_ME = {"kind": "not_me", "says": "I was ill that day."}
SETTLED = {"outcome": "rejected", "reason": "rubric_unclear", "says": "It stands as it is."}


def reviewers(json: object = None) -> Row:
    """Who may correct and confirm: a manager of the team, and qa."""
    return Row(may=REVIEWERS, hidden="Otis", json=json, using=DRAFT)


ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/api/v1/reviews/to-confirm"): Row(may="Sam Otis Quinn"),
    ("GET", "/api/v1/calls/{call_id}/review"): Row(
        may=f"Ana {REVIEWERS}", hidden=f"Hana {OUTSIDE}", using=RELEASED
    ),
    ("GET", "/api/v1/calls/{call_id}/review/history"): Row(
        may=REVIEWERS, hidden=f"Ana Hana {OUTSIDE}", using=DRAFT
    ),
    ("GET", "/api/v1/calls/{call_id}/review/counting"): reviewers(),
    ("POST", "/api/v1/calls/{call_id}/review/preview"): reviewers(NO),
    ("POST", "/api/v1/calls/{call_id}/review/overrides"): reviewers(NO),
    ("POST", "/api/v1/calls/{call_id}/review/overrides/take-back"): reviewers(
        {"item": "opening_m1", "reason": "Not so."}
    ),
    ("POST", "/api/v1/calls/{call_id}/review/confirm"): reviewers({"seconds": 90, "played": []}),
    ("POST", "/api/v1/calls/{call_id}/review/release"): Row(may=REVIEWERS, hidden="Otis", using=CONFIRMED),
    ("POST", "/api/v1/calls/{call_id}/review/unconfirm"): reviewers({"reason": "Too early."}),
    ("POST", "/api/v1/calls/{call_id}/review/unrelease"): reviewers({"reason": "Too early."}),
    ("POST", "/api/v1/calls/{call_id}/review/acknowledge"): Row(may="Ana", hidden="Rui Uma", using=RELEASED),
    ("POST", "/api/v1/calls/{call_id}/review/revision/confirm"): reviewers({"seconds": 90}),
    ("POST", "/api/v1/calls/{call_id}/review/revision/reject"): reviewers({"reason": "It is worse."}),
    ("POST", "/api/v1/calls/{call_id}/comments"): Row(
        may=f"Ana {REVIEWERS}",
        hidden=OUTSIDE,
        json={"sentence": "S0001", "says": "Well put."},
        using=RELEASED,
    ),
    ("POST", "/api/v1/calls/{call_id}/disputes"): Row(
        may="Ana", hidden="Rui Uma", json=NOT_ME, using=RELEASED
    ),
    ("GET", "/api/v1/disputes"): Row(may="Sam Otis Quinn"),
    ("GET", "/api/v1/disputes/overdue"): Row(may="Hana"),
    ("GET", "/api/v1/my/disputes"): Row(may="Ana Rui Uma"),
    ("GET", "/api/v1/disputes/{dispute_id}"): Row(may=f"Ana {REVIEWERS}", hidden=OUTSIDE),
    ("POST", "/api/v1/disputes/{dispute_id}/withdraw"): Row(may="Ana", hidden="Rui Uma", using=WITHDRAWN),
    ("POST", "/api/v1/disputes/{dispute_id}/settle"): Row(may=REVIEWERS, hidden="Otis", json=SETTLED),
    ("POST", "/api/v1/disputes/{dispute_id}/decider"): Row(
        may="Hana", json={"person": "{qa_id}"}, using=OVERDUE
    ),
    ("GET", "/api/v1/calls/{call_id}/sheet"): reviewers(),
    ("PUT", "/api/v1/calls/{call_id}/sheet"): reviewers({"answers": [], "seconds": 5}),
    ("POST", "/api/v1/calls/{call_id}/sheet/hand-in"): Row(may="", hidden=f"{REVIEWERS} Otis", using=DRAFT),
    ("GET", "/api/v1/calls/{call_id}/sheet/comparison"): Row(may="", hidden=f"{REVIEWERS} Otis", using=DRAFT),
    ("POST", "/api/v1/calls/{call_id}/sheet/stand-by"): Row(may="", hidden=f"{REVIEWERS} Otis", using=DRAFT),
    ("PUT", "/api/v1/calls/{call_id}/self-score"): Row(
        may="Ana", hidden="Rui Uma", json={"levels": {"opening": 3}}, using=DRAFT
    ),
    ("GET", "/api/v1/calls/{call_id}/self-score"): Row(may="Ana", hidden="Rui Uma", using=CONFIRMED),
    ("GET", "/api/v1/my/reviews"): Row(may="Ana Rui Uma"),
    ("GET", "/api/v1/my/calls-to-score"): Row(may="Ana Rui Uma"),
    ("GET", "/api/v1/teams/{team_id}/review-rules"): Row(may="Hana Ada"),
    ("PATCH", "/api/v1/teams/{team_id}/review-rules"): Row(may="Hana Ada", json={}),
}


def things(world: World) -> Mapping[str, str]:
    """No confirmation comes blind-first here; who confirmed is the installation's token."""
    northwind = world.company.teams["Northwind"]
    with world.database.write() as session:
        session.merge(TeamRules(team_id=northwind, blind_first=0))
        team = session.get_one(Team, northwind).public_id
    calls = [scored(world.client, sound=wav(value=value), rep="ana")["id"] for value in (41, 42, 43)]
    draft, confirmed, released = calls
    for call in (confirmed, released):
        with world.database.write() as session:
            actions.confirm(session, INSTALLATION, call, Confirming(seconds=5))
    with world.database.write() as session:
        actions.release(session, INSTALLATION, released)
    asked = [_asked(world, released, subject) for subject in ("opening_m2", "opening_m3", "opening_p1")]
    with world.database.write() as session:
        row = session.scalars(select(Dispute).where(Dispute.public_id == asked[2])).one()
        row.due = (now() - timedelta(days=3)).date()
    _scored_by_ana(world, confirmed)
    return {
        "draft_review": draft,
        "confirmed_review": confirmed,
        "released_review": released,
        "dispute_id": asked[0],
        "another_dispute": asked[1],
        "overdue_dispute": asked[2],
        "qa_id": world.company.ids["Quill"],
        "team_id": team,
    }


def _asked(world: World, call_id: str, subject: str) -> str:
    """An open question of Ana's."""
    ana = world.company.keys["Ana"]
    with world.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
        row = Dispute(
            review_id=review.id,
            call_id=call.id,
            run_id=review.run_id,
            kind="item",
            subject=subject,
            proposed="yes",
            says="I said it.",
            due=now().date() + timedelta(days=5),
            opened_by=ana,
        )
        session.add(row)
        session.flush()
        return row.public_id


def _scored_by_ana(world: World, call_id: str) -> None:
    with world.database.write() as session:
        ana = world.company.who("Ana")
        actions.self_score(session, ana, call_id, NewSelfScore(levels={"opening": 3}))
