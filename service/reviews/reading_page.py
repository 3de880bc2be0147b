"""The page of a scored call for whoever looks: gathered from its review, and shown as far as it is theirs."""

from dataclasses import replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scoring.corrections.effective import Effective
from scoring.review import Feedback
from scoring.review import Review as ReviewDocument
from scoring.visible import visible
from service.calls.call_page import Around, May, call_page
from service.calls.call_page_views import Button, CallPage, NoteAsks, Player, Wrong
from service.calls.states import ENDED
from service.calls.views import CallView
from service.calls.voices import swaps_of
from service.db.tables import Call, Person, Review, Run
from service.edges.playable import FORMATS
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reports.html import Sound
from service.reviews.around import around_of
from service.reviews.desk import open_revision
from service.reviews.disputing import is_disputed
from service.reviews.queries import Outline, review_document
from service.reviews.reading_again import is_of_other_speakers, reading_again
from service.reviews.rep import released_reviews
from service.reviews.rights import may_review
from service.reviews.sheet import history, review_sheet
from service.reviews.step_back import step_back_of
from service.reviews.whose import whose_of
from service.web.moments import local_day

NOT_YET = "Not released yet: you can listen, and read what was said"
BLIND = "This one comes blind-first: score it on an empty sheet, then see the AI reading"
SHARED = "Feedback at the sentences; nobody has confirmed scores for this call"


def reading_page(
    session: Session,
    who: Who,
    call: Call,
    view: CallView,
    mode: str = "read",
    wrong: Wrong | None = None,
    note: NoteAsks | None = None,
) -> CallPage:
    """The page. Before its release a rep sees what was said on their own call, and nothing of the review.

    `wrong`: a form that could not be taken. `note`: the coaching note that asks where something was said.
    """
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    seen = session.scalar(select(exists().where(Call.id == call.id, calls_visible_to(who))))
    newer = waiting_for(session, who, call, review) if seen and mode == "confirm" else None
    document, outline = review_document(session, call, with_words=False, run=newer)
    sheet = review_sheet(session, who, call, newer) if seen else None
    if sheet is None or sheet.blind_first:
        shared = review.shared_at is not None and call.rep_id == who.person
        document = without_review(document, shared_feedback(session, who, call) if shared else ())
        heading = SHARED if shared else NOT_YET if sheet is None else BLIND
        first = Button(f"/calls/{view.id}/sheet", "Score it first") if sheet else None
        name = name_of(session, who, call)
        around = Around(name=name, heading=heading, primary=first, wrong=wrong, note=note)
        return call_page(view, document, outline, player(view, outline), around, May())
    reviews = "comment" in sheet.may and call.rep_id != who.person
    may = May(
        change="override" in sheet.may,
        # What stands on a released one is its rep's; there it is the waiting reading that is corrected.
        take_back="override" in sheet.may and sheet.state != "released",
        comment="comment" in sheet.may,
        dispute="dispute" in sheet.may,
        swap=reviews,
        acknowledge="acknowledge" in sheet.may,
    )
    around = around_of(sheet, call, history(session, who, call), mode)
    whose = whose_of(session, who, call) if may.swap else ()
    back = step_back_of(session, sheet, call) if mode == "read" else None
    again = reading_again(session, call, view, reviews)
    named = name_of(session, who, call)
    around = replace(around, name=named, whose=whose, wrong=wrong, note=note, step_back=back, again=again)
    if again is not None and again.events and is_of_other_speakers(session, call, review):
        around = replace(around, primary=None)  # nobody confirms what is about to be replaced
    shown = document if newer is not None else as_corrected(document, review)
    # While it is read nobody says once more who is who.
    others = swaps_of(session, call, document) if may.swap and view.state in ENDED else ()
    return call_page(view, shown, outline, player(view, outline), around, may, others, mode)


def waiting_for(session: Session, who: Who, call: Call, review: Review) -> Run | None:
    """The newer reading that they may put in the place of the released one: it is what they look at."""
    waiting = open_revision(session, review) if review.state == "released" else None
    if waiting is None or not may_review(session, who, call) or is_disputed(session, review):
        return None
    return session.get_one(Run, waiting.run_id)


def name_of(session: Session, who: Who, call: Call) -> str:
    """ "Ana, Mon 9 Nov 2026", or "Your call of Mon 9 Nov 2026"; nothing where nobody knows whose it is."""
    if call.rep_id is None:
        return ""
    day = local_day(call.started_at, call.zone)
    if call.rep_id == who.person:
        return f"Your call of {day}"
    return f"{visible(session.get_one(Person, call.rep_id).name)}, {day}"


def as_corrected(document: ReviewDocument, review: Review) -> ReviewDocument:
    """The reading with people's corrections in it."""
    if review.effective is None:
        return document
    now = Effective.model_validate(review.effective)
    return document.model_copy(update={"scorecard": now.scorecard, "feedback": now.feedback})


def without_review(document: ReviewDocument, feedback: tuple[Feedback, ...] = ()) -> ReviewDocument:
    """The call as it was heard and, where the team's rule shares it, what stands at its sentences."""
    nothing = {"scorecard": None, "disclosures": (), "flags": (), "note": None, "run": None}
    return document.model_copy(update=nothing | {"feedback": feedback})


def shared_feedback(session: Session, who: Who, call: Call) -> tuple[Feedback, ...]:
    """What the team's rule lets the rep read before anybody confirmed the review."""
    found = (one for one in released_reviews(session, who) if one.call == call.public_id)
    return next((one.feedback for one in found), ())


def player(view: CallView, outline: Outline) -> Player:
    """Without an outline there are no copies yet: then the recording itself is tried.

    A review outlives its recording: then there is nothing to play, and no sounds say so.
    """
    here = f"/calls/{view.id}"
    if view.file is None:
        return Player((), "", view.seconds or 0)
    forms = tuple(Sound(f"{here}/sound?form={form.name}", form.mime) for form in FORMATS.values())
    sounds = forms if outline else (Sound(f"{here}/sound", ""),)
    return Player(sounds, f"{here}/clip" if outline else "", view.seconds or 0)
