"""The kinds of notices: what the page says, where it leads. Mails say none of it."""

from collections.abc import Mapping
from typing import Literal, cast

from scoring.record import Record

KindKey = Literal[
    "review_released", "review_changed", "review_taken_back", "feedback_shared", "note_released",
    "session_to_sign",
    "reviews_to_confirm", "recordings_done", "calls_need_look", "drawn_to_fetch",
    "dispute_opened", "dispute_due", "dispute_overdue", "dispute_to_decide", "dispute_answered",
    "example_asked", "example_answered", "example_withdrawn",
    "calibration_waiting", "calibration_opened", "clearance_fell",
    "plan_to_review", "plan_sent_back", "plan_published", "plan_delivered", "plan_say_ends", "plan_said",
    "plan_answered", "plan_concern", "plan_receipt", "plan_started", "plan_changed", "plan_paused",
    "plan_resumed", "plan_dates_moved", "plan_handed_over", "plan_status", "plan_decision_due",
    "plan_decided", "plan_extended", "plan_reopened", "plan_to_look_at", "plan_closed", "plan_look_due",
    "plan_look_written",
    "check_in_set", "check_in_tomorrow", "check_in_held", "check_in_skipped",
    "commitment_due", "commitment_overdue", "commitment_doubted",
    "deputy_named", "deputy_ended", "role_to_agree", "judge_waiting", "deletion_due", "mail_given_up",
]  # fmt: skip


class Kind(Record):
    """One kind. `{subject}` in `leads_to` is the public id of what the notice is about.

    `deadline`: it concerns a day in somebody's plan, so that its mail is never off, only later.
    `by_mail`: whether a mail is ever sent for it.
    """

    says: str
    leads_to: str
    deadline: bool = False
    by_mail: bool = True


def _of_plan(says: str, *, deadline: bool = False, leads_to: str = "/plans/{subject}") -> Kind:
    return Kind(says=says, leads_to=leads_to, deadline=deadline)


REVIEWS: dict[KindKey, Kind] = {
    "review_released": Kind(
        says="The review of one of your calls was released.", leads_to="/calls/{subject}"
    ),
    "review_changed": Kind(
        says="The released review of one of your calls was changed.", leads_to="/calls/{subject}"
    ),
    "review_taken_back": Kind(
        says="The review of one of your calls was taken back; it is looked at again.",
        leads_to="/calls/{subject}",
    ),
    "feedback_shared": Kind(says="There is feedback on one of your calls.", leads_to="/calls/{subject}"),
    "note_released": Kind(says="You have a new coaching note.", leads_to="/notes/{subject}"),
    "session_to_sign": Kind(
        says="A coaching session of yours was written down; you can sign it.",
        leads_to="/reps/{subject}/one-to-one",
    ),
    "reviews_to_confirm": Kind(says="Reviews wait to be confirmed.", leads_to="/queue"),
    "recordings_done": Kind(says="The recordings you brought in were heard and read.", leads_to="/queue"),
    "calls_need_look": Kind(
        says="Calls wait for you: nobody knows who is the rep, or they could not be heard.",
        leads_to="/queue",
    ),
    "drawn_to_fetch": Kind(
        says="Calls were drawn; their recordings are to be fetched.", leads_to="/coverage"
    ),
    "dispute_opened": Kind(
        says="A rep asked about a review; you can answer.", leads_to="/disputes/{subject}"
    ),
    "dispute_due": Kind(
        says="A question about a review is to be answered by tomorrow.", leads_to="/disputes/{subject}"
    ),
    "dispute_overdue": Kind(
        says="A question was not answered in time: name who decides.", leads_to="/disputes"
    ),
    "dispute_to_decide": Kind(says="You were named to decide a question.", leads_to="/disputes/{subject}"),
    "dispute_answered": Kind(says="Your question about a review was answered.", leads_to="/calls/{subject}"),
    "example_asked": Kind(
        says="Somebody asks whether a part of your call may be an example.", leads_to="/examples"
    ),
    "example_answered": Kind(
        says="A rep answered whether their call may be an example.", leads_to="/examples"
    ),
    "example_withdrawn": Kind(says="An example was taken back.", leads_to="/examples"),
}
CALIBRATION: dict[KindKey, Kind] = {
    "calibration_waiting": Kind(
        says="A calibration round waits for your sheets.", leads_to="/calibration/{subject}"
    ),
    "calibration_opened": Kind(says="A calibration round was opened.", leads_to="/calibration/{subject}"),
    "clearance_fell": Kind(says="The AI reading may be used for less than before.", leads_to="/clearance"),
}
PLANS: dict[KindKey, Kind] = {
    "plan_to_review": _of_plan("A plan waits for your review."),
    "plan_sent_back": _of_plan("HR sent a plan back, with what is to be changed."),
    "plan_published": _of_plan("A plan was published and can be delivered."),
    "plan_delivered": _of_plan("Your plan can be read, and you can answer it.", deadline=True),
    "plan_say_ends": _of_plan("Until tomorrow you can say what you think of your plan.", deadline=True),
    "plan_said": _of_plan("Something was said about a plan, and waits for an answer."),
    "plan_answered": _of_plan("What you said about your plan was answered."),
    "plan_concern": _of_plan("A concern was raised that HR alone reads."),
    "plan_receipt": _of_plan("A rep answered whether they have their plan."),
    "plan_started": _of_plan("A plan began to run; its milestones are locked."),
    "plan_changed": _of_plan("A plan was changed; its rep is asked whether they have it.", deadline=True),
    "plan_paused": _of_plan("A plan was paused: nothing falls due."),
    "plan_resumed": _of_plan("A plan runs again."),
    "plan_dates_moved": _of_plan("The days of a plan were moved.", deadline=True),
    "plan_handed_over": _of_plan("Somebody else is in charge of a plan now."),
    "plan_status": _of_plan("How the week of your plan went.", leads_to="/plans/{subject}/week"),
    "plan_decision_due": _of_plan("A milestone is due for its decision.", deadline=True),
    "plan_decided": _of_plan("A milestone was decided."),
    "plan_extended": _of_plan("A milestone was extended, once.", deadline=True),
    "plan_reopened": _of_plan("A decision was reopened."),
    "plan_to_look_at": _of_plan("A reopened decision of a closed plan is to be looked at."),
    "plan_closed": _of_plan("A plan was closed."),
    "plan_look_due": _of_plan("A look back after a plan is due.", deadline=True),
    "plan_look_written": _of_plan("How it goes after your plan was written down."),
    "check_in_set": _of_plan("A check-in was set or moved.", deadline=True),
    "check_in_tomorrow": _of_plan("You have a check-in tomorrow.", deadline=True),
    "check_in_held": _of_plan("The notes of a check-in can be read."),
    "check_in_skipped": _of_plan("A check-in did not take place.", deadline=True),
    "commitment_due": _of_plan("Something you promised is due tomorrow.", deadline=True),
    "commitment_overdue": _of_plan("Something you promised is overdue.", deadline=True),
    "commitment_doubted": _of_plan("A rep says that a promise to them was not kept."),
}
RUNNING: dict[KindKey, Kind] = {
    "deputy_named": Kind(says="You stand in for a manager.", leads_to="/queue"),
    "deputy_ended": Kind(
        says="Nobody stands in for you any more: your deputy has come to HR or QA. Name somebody else.",
        leads_to="/account#deputy",
    ),
    "role_to_agree": Kind(says="A role waits for a second admin to agree.", leads_to="/people/{subject}"),
    "judge_waiting": Kind(says="Calls wait because the model cannot be asked.", leads_to="/queue"),
    "deletion_due": Kind(
        says="Things will be deleted by the rule within a week; a legal hold keeps them.",
        leads_to="/privacy",
    ),
    "mail_given_up": Kind(
        says="A mail or message could not be sent and was given up: sidetone doctor says why.",
        leads_to="/notices",
        by_mail=False,
    ),
}
KINDS: dict[KindKey, Kind] = REVIEWS | CALIBRATION | PLANS | RUNNING


def kind_of(key: str) -> Kind | None:
    """The kind of that key; None where it is none any more."""
    return cast(Mapping[str, Kind], KINDS).get(key)
