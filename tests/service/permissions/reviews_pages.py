"""Pages on which calls are looked at, confirmed, scored and questioned; notes; a rep's home."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from service.db.tables import Call, Dispute, Review
from tests.service.permissions.rows import Row, World

REVIEWERS = "Sam Quinn"
REPS = "Ana Rui Uma"
RELEASED = {"call_id": "released_call"}
HEARD = Row(may=f"Ana {REVIEWERS}", hidden="Rui Uma Otis Hana")
REVIEW = Row(may=REVIEWERS, hidden="Otis")
OWN = Row(may="Ana", hidden="Rui Uma")
VERSION = {"version": "1"}
SETTLED = {**VERSION, "outcome": "rejected", "reason": "rubric_unclear", "says": "It stays as it is."}
SCORE = {"level-opening": "3"}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/calls/{call_id}"): HEARD,
    ("GET", "/calls/{call_id}/sound"): HEARD,
    ("GET", "/calls/{call_id}/clip"): Row(
        may=f"Ana {REVIEWERS}", hidden="Rui Uma Otis Hana", query={"start": "0", "end": "0.1"}
    ),
    ("POST", "/calls/{call_id}/rep"): Row(may=REVIEWERS, hidden="Otis", form={**VERSION, "channel": "right"}),
    ("POST", "/calls/{call_id}/again"): REVIEW,
    ("POST", "/calls/{call_id}/whose"): Row(
        may=REVIEWERS, hidden="Otis", form={**VERSION, "rep": "{rep_id}"}
    ),
    ("POST", "/calls/{call_id}/cancel"): REVIEW,
    ("POST", "/calls/{call_id}/changes/take-back"): Row(
        may=REVIEWERS, hidden="Otis", form={**VERSION, "item": "opening_m2", "reason": "It was right."}
    ),
    ("GET", "/calls/{call_id}/confirm"): REVIEW,
    ("POST", "/calls/{call_id}/confirm"): Row(may=REVIEWERS, hidden="Otis", form=VERSION),
    ("GET", "/calls/{call_id}/changes/preview"): Row(
        may=REVIEWERS, hidden="Otis", query={"item": "opening_m2", "answer": "yes"}
    ),
    ("POST", "/calls/{call_id}/changes"): Row(
        may=REVIEWERS,
        hidden="Otis",
        form={**VERSION, "item": "opening_m2", "answer": "cannot_assess", "reason": "Too much noise."},
    ),
    ("POST", "/calls/{call_id}/step-back"): Row(
        may=REVIEWERS, hidden="Otis", form={**VERSION, "what": "confirmation", "reason": "Too early."}
    ),
    ("POST", "/calls/{call_id}/comments"): Row(
        may=REVIEWERS, hidden="Ana Rui Uma Otis", form={"sentence": "S0001", "text": "Well put."}
    ),
    ("POST", "/calls/{call_id}/disputes"): Row(
        may="Ana", hidden="Rui Uma", form={"kind": "not_me", "reason": "I was ill."}, using=RELEASED
    ),
    ("POST", "/calls/{call_id}/revision"): Row(
        may=REVIEWERS, hidden="Otis", form={**VERSION, "outcome": "confirm"}
    ),
    ("POST", "/calls/{call_id}/read"): Row(may="Ana", hidden="Rui Uma", using=RELEASED),
    ("GET", "/calls/{call_id}/sheet"): REVIEW,
    ("POST", "/calls/{call_id}/sheet"): Row(may=REVIEWERS, hidden="Otis", form={"seconds": "1"}),
    ("GET", "/calls/{call_id}/compared"): Row(hidden="Sam Quinn Otis"),
    ("POST", "/calls/{call_id}/sheet/stand-by"): Row(hidden="Sam Quinn Otis", form=VERSION),
    ("GET", "/calls/{call_id}/self-score"): OWN,
    ("POST", "/calls/{call_id}/self-score"): Row(may="Ana", hidden="Rui Uma", form=SCORE),
    ("GET", "/disputes"): Row(may="Sam Otis Quinn Hana"),
    ("GET", "/disputes/{dispute_id}"): REVIEW,
    ("POST", "/disputes/{dispute_id}/settle"): Row(may=REVIEWERS, hidden="Otis", form=SETTLED),
    ("POST", "/disputes/{dispute_id}/withdraw"): Row(may="Ana", hidden="Rui Uma", form=VERSION),
    ("POST", "/disputes/{dispute_id}/decider"): Row(may="Hana", form={**VERSION, "person": "{rep_id}"}),
    ("GET", "/me"): Row(may=REPS),
    ("GET", "/notes/{note_id}"): Row(may=REVIEWERS, hidden="Ana Rui Uma Otis"),
    ("POST", "/notes/{note_id}"): Row(may=REVIEWERS, hidden="Ana Rui Uma Otis", form=VERSION),
    ("POST", "/notes/{note_id}/answer"): Row(
        may="Ana",
        hidden="Rui Uma Otis",
        form={**VERSION, "answer": "will_try"},
        using={"note_id": "released_note"},
    ),
}


def things(world: World) -> Mapping[str, str]:
    if "dispute_id" in world.things:
        return {}
    with world.database.write() as session:
        review, call = session.execute(
            select(Review, Call)
            .join(Call, Call.id == Review.call_id)
            .where(Call.public_id == world.things["released_call"])
        ).one()
        question = Dispute(
            review_id=review.id,
            call_id=call.id,
            run_id=review.run_id,
            kind="not_me",
            subject="not_me",
            says="I was ill.",
            due=date(2099, 1, 5),
            opened_by=world.company.keys["Ana"],
        )
        session.add(question)
        session.flush()
        return {"dispute_id": question.public_id}
