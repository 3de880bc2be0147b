"""Pages of Ana's plan. Its things come from `plans`; its forms are what people type."""

from collections.abc import Mapping

from tests.service.permissions.rows import Row, World

PLAN = "/plans/{plan_id}"
THREE, STRANGERS = "Ana Sam Hana", "Rui Uma Otis"
SEEN = Row(may=THREE, hidden=STRANGERS)
RUN = {"may": "Sam Hana", "hidden": "Otis"}
BY_HR = {"may": "Hana"}
WHY = {"why": "Because it has to be so, for a good reason."}
HELD = {"at": "2026-09-04T10:00", "present": "Ana, Sam", "notes": "What was said."}
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="ticket.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nTicket 12.\r\n--b--\r\n"
)

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/hr"): Row(**BY_HR),
    ("GET", "/plans"): Row(may="Sam Otis Hana"),
    ("GET", "/me/plan"): Row(may="Ana Rui Uma"),
    ("GET", PLAN): SEEN,
    ("GET", f"{PLAN}/goals/{{milestone}}"): SEEN,
    ("GET", f"{PLAN}/compare"): SEEN,
    ("GET", f"{PLAN}/week"): SEEN,
    ("GET", f"{PLAN}/check-ins/{{check_in_id}}"): SEEN,
    ("GET", f"{PLAN}/consistency"): Row(**BY_HR),
    ("POST", f"{PLAN}/consistency"): Row(**BY_HR),
    ("GET", f"{PLAN}/edit"): Row(**RUN),
    ("POST", f"{PLAN}/edit"): Row(**RUN, form={"do": "look"}),
    ("POST", f"{PLAN}/forecast"): Row(**RUN, form={"title": "A plan"}),
    ("GET", "/reps/{rep_id}/plan-check"): Row(**RUN),
    ("POST", "/reps/{rep_id}/plan-check"): Row(**RUN, form={"cause": "skill"}),
    ("GET", "/plan-checks/{check_id}"): Row(**RUN),
    ("POST", "/plan-checks/{check_id}/overrule"): Row(**BY_HR, form=WHY),
    ("POST", "/plan-checks/{check_id}/begin"): Row(**RUN, form={"template": "low_qa_score"}),
    ("POST", "/plan-files/{plan_id}"): Row(
        may=THREE, hidden=STRANGERS, content=FILE, headers={"Content-Type": "multipart/form-data; boundary=b"}
    ),
    ("POST", f"{PLAN}/files/{{file_id}}/remove"): Row(**BY_HR, hidden=STRANGERS),
    ("POST", f"{PLAN}/submit"): Row(**RUN, form={"form": "submit"}),
    ("POST", f"{PLAN}/send-back"): Row(**BY_HR, form=WHY),
    ("POST", f"{PLAN}/publish"): Row(**BY_HR, form={"form": "publish"}),
    ("POST", f"{PLAN}/deliver"): Row(**RUN, form={"how": "video"}),
    ("POST", f"{PLAN}/start"): Row(**RUN, form={"form": "start"}),
    ("POST", f"{PLAN}/pause"): Row(**BY_HR, form=WHY),
    ("POST", f"{PLAN}/resume"): Row(**BY_HR, form={"form": "resume"}),
    ("POST", f"{PLAN}/absences"): Row(**BY_HR, form={"first": "2026-09-07", "last": "2026-09-08"}),
    ("POST", f"{PLAN}/absences/{{absence_id}}/take-back"): Row(**BY_HR, form={"form": "back"}),
    ("POST", f"{PLAN}/manager"): Row(**BY_HR, form={"manager": "{otis}", **WHY}),
    ("POST", f"{PLAN}/milestones/{{milestone}}/decide"): Row(**BY_HR, form={"form": "decide"}),
    ("POST", f"{PLAN}/milestones/{{milestone}}/extend"): Row(**BY_HR, form={"form": "extend"}),
    ("POST", f"{PLAN}/milestones/{{milestone}}/reason"): Row(**BY_HR, form=WHY),
    ("POST", f"{PLAN}/close"): Row(**BY_HR, form={"outcome": "withdrawn"}),
    ("POST", f"{PLAN}/looks/{{look_id}}"): Row(**RUN, form={"text": "Still at 86."}),
    ("POST", f"{PLAN}/words/{{word_id}}/answer"): Row(**RUN, form={"text": "Thank you."}),
    ("POST", f"{PLAN}/words"): Row(may=THREE, hidden=STRANGERS, form={"kind": "comment", "text": "I see."}),
    ("POST", f"{PLAN}/receipt"): Row(may="Ana", hidden="Rui Uma", form={"what": "declined", "number": "1"}),
    ("POST", f"{PLAN}/say"): Row(may="Ana", hidden="Rui Uma", form={"support": "Time."}),
    ("POST", f"{PLAN}/commitments/{{commitment_id}}"): Row(
        may=THREE, hidden=STRANGERS, form={"state": "not_done"}
    ),
    ("POST", f"{PLAN}/check-ins"): Row(**RUN, form={"at": "2026-09-09T10:00", "minutes": "30"}),
    ("POST", f"{PLAN}/check-ins/{{check_in_id}}/move"): Row(**RUN, form={"at": "2026-09-09T10:00"}),
    ("POST", f"{PLAN}/check-ins/{{check_in_id}}/skip"): Row(**RUN, form=WHY),
    ("POST", f"{PLAN}/check-ins/{{check_in_id}}/hold"): Row(may="Sam", hidden="Otis", form=HELD),
    ("POST", f"{PLAN}/notes/{{plan_note_id}}"): Row(may=THREE, hidden=STRANGERS, form={"notes": "So."}),
}


def things(world: World) -> Mapping[str, str]:
    return {}
