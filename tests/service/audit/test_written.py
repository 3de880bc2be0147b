"""What the audit log has to hold is in it, with ids only, and in the transaction of what it records."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from service.calls.queueing import ask_for_review, cancel
from service.db import audit
from service.db.tables import AuditEntry
from service.reviews import actions
from service.reviews.wishes import NewDispute, Settlement
from tests.databases import fresh_database
from tests.service.company import as_, company, mail
from tests.service.reviews.desks import desk as desk
from tests.service.reviews.reviewed import Desk, yes
from tests.service.served import served, settings_for, web

SERVICE = Path(__file__).resolve().parents[3] / "service"
ON_THEIR_OWN = {
    "people/listening.py": "what it records is sound that leaves, and no row",
    "people/exporting.py": "a list that leaves",
    "people/single_sign_on.py": "an attempt that failed has no other row",
    "plans/proving.py": "the same, of a password asked again",
}


def test_a_call_from_its_reading_to_its_dispute_is_in_the_log_with_ids_only(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2", "S0001"))
    desk.confirm("Sam", call)
    desk.release("Sam", call)
    with desk.database.write() as session:
        asked = NewDispute(kind="not_me", says="I was ill that day.")
        row = actions.open_dispute(session, desk.who("Ana"), call, asked)
        answer = Settlement(outcome="rejected", reason="rubric_unclear", says="It is your voice.")
        actions.settle_dispute(session, desk.engine, desk.who("Quinn"), row.public_id, answer)
        ask_for_review(session, desk.engine, desk.row(session, call))
    cancel(desk.database, desk.engine, call, desk.company.ids["Sam"])
    with desk.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert audit.verify(session) is None
    assert [one.action for one in entries] == [
        *("call.judged", "review.corrected", "review.confirmed", "review.released"),
        *("dispute.opened", "dispute.settled", "call.cancelled"),
    ]
    judged, *by_people = entries
    assert (judged.actor, judged.subject) == ("system", call)
    assert judged.details == {
        "run": desk.run_of(call).public_id,
        "judge": "scripted",
        "model": None,
        "prompt": None,
        "rubric": "small@1",
        "qa": "complete",
    }
    sam, ana, quinn = (desk.company.ids[name] for name in ("Sam", "Ana", "Quinn"))
    assert [one.actor for one in by_people] == [sam, sam, sam, ana, quinn, sam]
    written = json.dumps([[one.subject, one.details] for one in entries])
    for words in ("ill that day", "your voice", "I listened", "Ana", "Sam", mail("Ana")):
        assert words not in written


def test_lists_that_are_taken_out_are_in_the_log(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        cast = company(web(client).database)
        sam = as_(client, "Sam")
        trend = f"/api/v1/reps/{cast.ids['Ana']}/qa-trend"
        assert sam.get(trend).status_code == 200
        assert sam.get(trend, params={"format": "csv"}).status_code == 200
        assert sam.get("/api/v1/drawn-calls.csv").status_code == 200
        with web(client).database.read() as session:
            taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.taken")).all()
        assert [(one.actor, one.subject, one.details["what"]) for one in taken] == [
            (cast.ids["Sam"], cast.ids["Ana"], "trend"),
            (cast.ids["Sam"], "draws", "drawn_calls"),
        ]


def test_an_entry_is_written_in_the_transaction_of_what_it_records() -> None:
    """A transaction that does nothing but write an entry may stand while what it tells of does not."""
    alone = {
        path.relative_to(SERVICE).as_posix()
        for path in SERVICE.rglob("*.py")
        for block in _writing_blocks(ast.parse(path.read_text("utf-8")))
        if all(_only_records(line) for line in block)
    }
    assert alone == ON_THEIR_OWN.keys()


def _writing_blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and ".write()" in ast.unparse(node.items[0].context_expr):
            yield node.body


def _only_records(line: ast.stmt) -> bool:
    """Whether a statement does nothing but write entries: straight, in a loop, or under a condition."""
    if isinstance(line, ast.For | ast.If):
        return all(_only_records(one) for one in line.body)
    return ast.unparse(line).startswith(("audit.record(", "audit.lock("))
