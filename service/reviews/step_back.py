"""What the page of a call says before a release or a confirmation is taken back."""

from sqlalchemy.orm import Session

from scoring.visible import visible
from service.calls.call_page_views import StepBack
from service.db.tables import Call, Person
from service.reviews.sheet import desk_seen
from service.reviews.stepping_back import why_it_stays
from service.reviews.views import ReviewSheet
from service.web.moments import local_day


def step_back_of(session: Session, sheet: ReviewSheet, call: Call) -> StepBack | None:
    """The one step that can be taken back now; None for who may take back none."""
    if "unconfirm" in sheet.may:
        return StepBack(
            "confirmation",
            "Take the confirmation back",
            (
                "Its rep has not seen the review. Nobody stands for it any more, and the trend has the "
                "AI reading as it was. What was corrected stays corrected.",
            ),
        )
    if "unrelease" not in sheet.may:
        return None
    desk = desk_seen(session, call)
    assert desk is not None
    stays = why_it_stays(session, desk)
    if stays:
        return StepBack("release", "Take it back from the rep", (), stays)
    return StepBack("release", "Take it back from the rep", _to_the_rep(session, sheet, call))


def _to_the_rep(session: Session, sheet: ReviewSheet, call: Call) -> tuple[str, ...]:
    rep = visible(session.get_one(Person, call.rep_id).name)
    since = "" if sheet.released_at is None else f" since {local_day(sheet.released_at, call.zone)}"
    read = (
        f"{rep} has had it{since} and has said that they read it."
        if sheet.acknowledged_at is not None
        else f"{rep} has had it{since} and may have read it."
    )
    return (
        read,
        f"It leaves {rep}'s pages at once. {rep} is told that it was taken back, and reads your reason "
        "once it is released again. A coaching note that quotes the call stays.",
        "It stays confirmed, and its scores stay in the trend.",
    )
