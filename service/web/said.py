"""Sentences that are shown once, at the top of the page a form leads to.

The address carries a key (`?said=uploaded`), never a text: whoever makes up an address can show nothing but
one of these sentences.
"""

import re

SAID: dict[str, str] = {
    "saved": "Saved.",
    "rubric_drafted": "A draft was begun. Nobody is scored on it before it is published.",
    "draft_discarded": "The draft was discarded.",
    "rubric_published": (
        "Published. New calls are scored on this version; what was scored before stays as it was."
    ),
    "trial_started": "The judge reads the chosen calls. This page shows how far it is.",
    "signed_out": "You are signed out.",
    "signed_out_everywhere": "You are signed out in every browser.",
    "password_changed": "The password was changed. Other browsers are signed out.",
    "single_sign_on_linked": "Linked. You can sign in through your company from now on.",
    "single_sign_on_unlinked": "The link was taken away. Sign in with your password.",
    "deputy_named": "Named, and told. They have your rights as a manager in those days.",
    "deputy_ended": "Ended. They have your rights no more.",
    "token_revoked": "The token was revoked.",
    "nothing_changed": "Nothing was changed.",
    "accepted": "1 accepted. It is being heard; you can close this page.",
    "confirmed": "Confirmed. Its rep sees it once it is released.",
    "released": "Confirmed and released. Its rep can read it now.",
    "no_review_now": (
        "Nothing was kept: the review was taken back meanwhile and is looked at again. You are told when it "
        "is released."
    ),
    "confirmation_taken_back": "Taken back. It is a draft again; nobody stands for it.",
    "release_taken_back": "Taken back. Its rep sees it no more, and was told; it stays confirmed.",
    "change_taken_back": "Taken back. The answer of before stands again.",
    "sheet_stands": "Your sheet is the call's score now. The AI reading stays in the history.",
    "call_cancelled": "Called off. What was heard so far is kept.",
    "note_asked": "The note is being written. Nothing reaches the rep before you release it.",
    "answer_changed": "Changed. The AI reading stays beside it.",
    "comment_kept": "Kept at the sentence.",
    "dispute_open": "Sent. Somebody who did not confirm it answers within five working days.",
    "dispute_withdrawn": "Taken back.",
    "dispute_settled": "Answered. What was accepted holds everywhere now.",
    "decider_named": "Named. They decide it now.",
    "revision_settled": "Done. The other reading stays in the history.",
    "sheet_in": "Handed in.",
    "draft_kept": "Kept. Nothing is handed in yet.",
    "round_made": "Made. Its raters find it under Calibration; the AI reads its calls meanwhile, unseen.",
    "deadline_moved": "Moved. It opens at the end of that day, or as soon as all are in.",
    "rater_left": "Noted. Nobody waits for those sheets any more; what was handed in counts.",
    "settled": "Settled. A later settlement takes its place until the meeting is closed.",
    "round_closed": "Closed. What was settled is the reference.",
    "anchors_frozen": "Frozen. The judge reads them now; later readings are held against that.",
    "check_asked": "Asked for. This page shows what came of it.",
    "clearance_set": "Done. It holds from now on.",
    "person_calibrated": "Calibrated for 90 days from their last round.",
    "self_scored": "Kept. It enters no trend, no plan and no document.",
    "seen_already": "You have seen this review, so a score of your own would not be blind any more.",
    "acknowledged": "Noted that you have read it.",
    "note_released": "Released. The rep can read and answer it now.",
    "note_to_look_at": (
        "Kept, and not released yet: please look at what speaks against it. "
        "Release it once more if it stands."
    ),
    "note_answered": "Thank you: your answer is kept.",
    "rep_named": "Noted. The call is theirs from now on, and can be released to them.",
    "rep_chosen": "Noted. The call is scored again; what was read before stays.",
    "asked_again": "Asked again. What was heard is kept.",
    "drawn": "Drawn. What was drawn before stayed as it was.",
    "log_in": "Brought in. Recordings that are here were matched.",
    "rule_fixed": "Fixed. It holds for the weeks it names, and is not changed any more.",
    "replaced": "Replaced. The reason is kept, and the next call of the draw stands in.",
    "replaced_none_left": "Replaced, and the reason is kept. The draw has no call left to stand in.",
    "talk_kept": "Kept. The other one signs it on their own page.",
    "talk_signed": "Signed.",
    "history_imported": "Brought in. It stands apart from what was measured, and enters no trend.",
    "consent_asked": "Asked. It is shown to nobody before its rep agrees.",
    "consent_given": "Shared. You can take it back at any time; then it is gone at once.",
    "consent_withdrawn": "Taken back. Nobody sees it any more.",
    "plan_begun": "A draft was begun. Only you and HR can see it.",
    "plan_submitted": "Handed to HR.",
    "plan_sent_back": "Sent back, with what has to change.",
    "plan_published": "Published and signed. Now go through it with the rep; until then they see nothing.",
    "plan_delivered": "Noted and signed. The rep can see it and has five working days to answer.",
    "plan_started": "It runs. Its milestones are locked, and its check-ins are on the calendar.",
    "plan_paused": "Paused. No call counts and nothing falls due until it is resumed.",
    "plan_resumed": "It runs again; the days it stood still moved its dates.",
    "plan_absence": "Noted. Deadline, path and windows moved along.",
    "plan_handed_over": "Handed over.",
    "plan_decided": "The decision stands, with all of its inputs.",
    "plan_extended": "Extended, once.",
    "plan_closed": "Closed and signed.",
    "plan_answered": "Answered.",
    "plan_said": "Sent. Each answer gets a reply.",
    "plan_comment": "Kept. It stands beside the plan.",
    "plan_request": "Sent. You get an answer.",
    "plan_concern": "Sent to HR. Nobody else reads it.",
    "plan_received": "Noted that you have it. It is no agreement.",
    "plan_declined": "Noted. It stops nothing.",
    "plan_held": "Kept and signed.",
    "plan_note": "Signed.",
    "plan_file": "Attached.",
    "plan_file_removed": "Removed, for everybody. That there was a file stays on record.",
    "person_added": "Added. They come in by an invitation link.",
    "people_imported": "Imported. Who was here already was changed or moved.",
    "role_given": "Done. Where a second admin must agree, it waits for them.",
    "access_ended": "Their access has ended everywhere. Their calls stay.",
    "calls_erased": "Deleted for good. Backups made before still hold them.",
    "hold_placed": "Held. Nothing of it is deleted until HR lifts the hold.",
    "how_judged_read": "Noted that you were told. When it changes, you are asked again.",
    "how_judged_changed": "It was changed while you read. Please look at it again.",
    "already_here": "This recording was already here. Nothing was kept twice.",
}


UNDONE_AT = {"confirmed", "released"}
"""What is taken back on the page of its call."""


def sentence(key: str | None) -> str:
    """The sentence of that key; nothing for a key nobody gave out."""
    return SAID.get(key or "", "")


def undo_link(key: str | None, call: str | None) -> str:
    """Where what was just done can be taken back; nothing for what can't, and for what is no id."""
    known = key in UNDONE_AT and call is not None and re.fullmatch("[0-9a-z]{1,32}", call)
    return f"/calls/{call}#step-back" if known else ""
