"""Papers, calendar, files and archive of Ana's plan. Its things come after those of `plans`."""

from collections.abc import Mapping

from scoring.plans.sections import Audience
from service.plans.attachments import attach
from service.web.parts import Web
from tests.service.permissions.rows import Row, World
from tests.service.plans.staged import plan_row
from tests.service.served import web

PLAN = "/api/v1/plans/{plan_id}"
SEEN = Row(may="Ana Sam Hana", hidden="Rui Uma Otis")
BY_HR = Row(may="Hana", hidden="Rui Uma Otis")

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", f"{PLAN}/papers/{{part}}.{{form}}"): SEEN,
    ("GET", f"{PLAN}/calendar.ics"): SEEN,
    ("GET", f"{PLAN}/archive.zip"): BY_HR,
    ("GET", f"{PLAN}/files"): SEEN,
    ("GET", f"{PLAN}/files/{{file_id}}"): SEEN,
    ("DELETE", f"{PLAN}/files/{{file_id}}"): BY_HR,
    ("POST", "/api/v1/plan-files/{plan_id}"): Row(
        may="Ana Sam Hana", hidden="Rui Uma Otis", content=b"A ticket.", query={"name": "ticket.txt"}
    ),
}


def things(world: World) -> Mapping[str, str]:
    parts: Web = web(world.client)
    with world.database.write() as session:
        plan = plan_row(session, world.things["plan_id"])
        file = attach(
            session,
            parts.store,
            world.company.who("Hana"),
            plan,
            name="ticket.txt",
            kind="ticket",
            seen_by=tuple(Audience),
            content=b"A ticket of HR.",
        )
        return {"part": "plan", "form": "pdf", "file_id": file.public_id}
