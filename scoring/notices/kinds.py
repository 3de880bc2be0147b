"""The kinds of notices: what the page says, where it leads. Mails say none of it."""

from collections.abc import Mapping
from typing import Literal, cast

from scoring.record import Record

KindKey = Literal[
    "review_released",
    "feedback_shared",
    "note_released",
    "reviews_to_confirm",
    "dispute_opened",
    "dispute_due",
    "dispute_overdue",
    "dispute_to_decide",
    "dispute_answered",
    "calibration_waiting",
    "calibration_opened",
    "clearance_fell",
    "plan_to_review",
    "plan_published",
    "plan_delivered",
    "check_in_tomorrow",
    "commitment_due",
    "commitment_overdue",
    "judge_waiting",
    "mail_given_up",
]


class Kind(Record):
    """One kind. `{subject}` in `leads_to` is the public id of what the notice is about.

    `deadline`: it concerns a day in somebody's plan, so that its mail is never off, only later.
    `by_mail`: whether a mail is ever sent for it.
    """

    says: str
    leads_to: str
    deadline: bool = False
    by_mail: bool = True


KINDS: dict[KindKey, Kind] = {
    "review_released": Kind(
        says="The review of one of your calls was released.", leads_to="/calls/{subject}"
    ),
    "feedback_shared": Kind(says="There is feedback on one of your calls.", leads_to="/calls/{subject}"),
    "note_released": Kind(says="You have a new coaching note.", leads_to="/notes/{subject}"),
    "reviews_to_confirm": Kind(says="Reviews wait to be confirmed.", leads_to="/queue"),
    "dispute_opened": Kind(says="A rep asked about a review; you can answer.", leads_to="/disputes"),
    "dispute_due": Kind(
        says="A question about a review is to be answered by tomorrow.", leads_to="/disputes"
    ),
    "dispute_overdue": Kind(
        says="A question was not answered in time: name who decides.", leads_to="/disputes"
    ),
    "dispute_to_decide": Kind(says="You were named to decide a question.", leads_to="/disputes"),
    "dispute_answered": Kind(says="Your question about a review was answered.", leads_to="/calls/{subject}"),
    "calibration_waiting": Kind(
        says="A calibration round waits for your sheets.", leads_to="/calibration/{subject}"
    ),
    "calibration_opened": Kind(says="A calibration round was opened.", leads_to="/calibration/{subject}"),
    "clearance_fell": Kind(says="The AI reading may be used for less than before.", leads_to="/clearance"),
    "plan_to_review": Kind(says="A plan waits for your review.", leads_to="/plans/{subject}"),
    "plan_published": Kind(says="A plan was published and can be delivered.", leads_to="/plans/{subject}"),
    "plan_delivered": Kind(
        says="Your plan can be read, and you can answer it.", leads_to="/plans/{subject}", deadline=True
    ),
    "check_in_tomorrow": Kind(
        says="You have a check-in tomorrow.", leads_to="/plans/{subject}", deadline=True
    ),
    "commitment_due": Kind(
        says="Something you promised is due tomorrow.", leads_to="/plans/{subject}", deadline=True
    ),
    "commitment_overdue": Kind(
        says="Something you promised is overdue.", leads_to="/plans/{subject}", deadline=True
    ),
    "judge_waiting": Kind(says="Calls wait because the model cannot be asked.", leads_to="/queue"),
    "mail_given_up": Kind(
        says="A mail or message could not be sent and was given up. Ask `sidetone doctor`.",
        leads_to="/notices",
        by_mail=False,
    ),
}


def kind_of(key: str) -> Kind | None:
    """The kind of that key; None where it is none any more."""
    return cast(Mapping[str, Kind], KINDS).get(key)
