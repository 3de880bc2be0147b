"""What is handed out of Ana's plan: documents in the copies people may have, files, calendar, archive."""

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from icalendar import Calendar
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.milestone.decide import decide
from scoring.milestone.reading import read_case
from scoring.plans.document import EvidenceCall, PlanDocument
from scoring.plans.sections import Audience, Quote
from service.calls.sweep import find_strays
from service.db.base import now
from service.db.tables import AuditEntry, Call, Plan, Review
from service.people.who import Who
from service.plans.attached_content import media_of
from service.plans.attachments import remove
from service.plans.deciding import keep, milestone_row
from service.plans.milestones import look
from service.plans.quoting import CLOSED, NOT_OPEN
from service.plans.whole import whole_plan
from tests.databases import fresh_database
from tests.service.company import as_
from tests.service.plans.staged import Staged, plan_row, running, scored, staged
from tests.service.plans.written import ASKS, DECISION_DAY, WINDOW, milestone, noon, rule
from tests.service.served import served, settings_for, web


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Staged, str]]:
    """The application, with Ana's plan that runs; a note for HR alone stands in it. One for all tests."""
    folder = tmp_path_factory.mktemp("papers")
    with (
        fresh_database("sqlite", folder, migrated=True) as url,
        served(settings_for(folder, url)) as client,
    ):
        stage = staged(web(client).database)
        asks = milestone(
            "asks",
            title="Asks",
            wording="Ask on 90 of 100 calls",
            decides=False,
            rule=rule(ASKS, title="Asks"),
        )
        yield client, stage, running(stage, hr_only="Counsel was asked.", milestones=(milestone(), asks))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    return " ".join(" ".join(pages).split())


def paper(plan: str, part: str = "file", form: str = "pdf", **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/api/v1/plans/{plan}/papers/{part}.{form}?{asked}"


def test_each_reader_gets_their_own_copy(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    copies = {name: text_of(as_(client, name).get(paper(plan))) for name in ("Ana", "Sam", "Hana")}
    assert "Copy for the rep" in copies["Ana"]
    assert "Copy for the manager" in copies["Sam"]
    assert "Copy for HR" in copies["Hana"]
    assert {name for name, text in copies.items() if "Counsel was asked." in text} == {"Hana"}
    assert {name for name, text in copies.items() if "The check before the plan" in text} == {"Sam", "Hana"}
    for text in copies.values():
        assert "What Ana says: root_cause" in text
        assert "Gone through in person" in text


def test_a_copy_for_the_rep_is_the_same_whoever_prints_it(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    by_hana = text_of(as_(client, "Hana").get(paper(plan, copy="rep")))
    assert "Copy for the rep" in by_hana
    assert "Counsel was asked." not in by_hana
    assert as_(client, "Ana").get(paper(plan, copy="hr")).status_code == 403
    assert as_(client, "Sam").get(paper(plan, copy="hr")).status_code == 403


def test_the_plan_as_docx_and_a_part_that_is_none(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    answer = as_(client, "Ana").get(paper(plan, "plan", "docx"))
    words = "".join(node.text or "" for node in Document(BytesIO(answer.content)).element.body.iter())
    assert "Raise the average QA score from 71 to 85" in words
    assert answer.headers["cache-control"] == "private, no-store"
    assert as_(client, "Ana").get(paper(plan, "minutes")).status_code == 422
    missing = as_(client, "Ana").get(paper(plan, "check_in", check_in="99"))
    assert (missing.status_code, missing.json()["title"]) == (422, "This plan has no check-in 99.")


def test_each_paper_that_is_handed_out_is_in_the_audit_log(site: tuple[TestClient, Staged, str]) -> None:
    client, stage, plan = site
    as_(client, "Sam").get(paper(plan, "final", copy="rep"))
    with stage.database.read() as session:
        seen = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "plan.viewed").order_by(AuditEntry.id.desc())
        ).first()
    assert seen is not None
    assert (seen.actor, seen.details) == (stage.cast.ids["Sam"], {"what": "final.pdf for rep"})


def test_the_calendar_has_every_check_in_and_not_what_it_is_about(
    site: tuple[TestClient, Staged, str],
) -> None:
    client, _, plan = site
    answer = as_(client, "Ana").get(f"/api/v1/plans/{plan}/calendar.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) > 8
    assert {str(event["summary"]) for event in events} == {"Check-in"}
    assert "plan" not in answer.text.lower()


def test_the_whole_document_is_what_the_page_says(site: tuple[TestClient, Staged, str]) -> None:
    _, stage, plan = site
    with stage.database.read() as session:
        document = whole_plan(session, plan_row(session, plan), Audience.HR, noon(WINDOW.first))
    assert document == PlanDocument.model_validate(document.model_dump(mode="json"))
    assert {one.side for one in document.promises} >= {"rep", "manager"}
    assert [one.key for one in document.decisions] == [one.key for one in document.content.milestones]
    assert document.evidence == ()


def told(session: Session, plan: Plan, audience: Audience, by: Who, call: str) -> EvidenceCall:
    """What the copy for that audience, taken by that person, says of a call."""
    document = whole_plan(session, plan, audience, noon(DECISION_DAY), by)
    return next(one for one in document.evidence if one.call == call)


def test_calls_that_count_are_quoted_while_they_are_open_to_the_reader(
    site: tuple[TestClient, Staged, str],
) -> None:
    _, stage, plan = site
    call, other = scored(stage, [87, 90], WINDOW.first + timedelta(days=20))
    hana, sam, ana = (stage.who(name) for name in ("Hana", "Sam", "Ana"))
    with stage.database.write() as session:
        row = plan_row(session, plan)
        printed = told(session, row, Audience.HR, hana, call)
        assert printed.audio == "not here"  # none was deleted: none ever came in
        items = {one.asks: one for one in printed.quotes}
        # What cost points, and with its sentence what a goal is about; nothing else.
        assert {"Asks for next_step_m1", "Asks for next_step_m3", "Asks for opening_p1"} <= set(items)
        assert "Asks for next_step_m2" not in items
        goal, missed = items["Asks for next_step_m1"], items["Asks for next_step_m3"]
        quote = Quote(text="Shall we say Thursday at ten?", sentence="S0001", when="rep, 0:00")
        assert (goal.answer, goal.sentences) == ("yes", (quote,))
        assert (missed.answer, missed.sentences, missed.searched) == ("no", (), "0:00–0:08")
        assert missed.occasion is not None
        assert (missed.occasion.text, missed.occasion.when) == ("Call me, on [PHONE].", "customer, 0:05")
        for reader, by in ((Audience.MANAGER, sam), (Audience.REP, ana), (Audience.REP, hana)):
            assert told(session, row, reader, by, call).quotes == tuple(items.values())

        # Not released: Ana's copy has none of it, whoever takes it.
        review = session.scalars(select(Review).join(Call).where(Call.public_id == other)).one()
        review.state = "confirmed"
        assert told(session, row, Audience.HR, hana, other).quotes
        assert told(session, row, Audience.REP, ana, other).no_quotes == NOT_OPEN
        assert told(session, row, Audience.REP, hana, other).no_quotes == NOT_OPEN

        # With the plan its calls are closed to all but Ana.
        row.state, row.outcome, row.closed_at = "closed", "withdrawn", noon(DECISION_DAY)
        for reader, by in ((Audience.HR, hana), (Audience.MANAGER, sam), (Audience.REP, hana)):
            left_out = told(session, row, reader, by, call)
            assert (left_out.quotes, left_out.no_quotes) == ((), CLOSED)
        assert told(session, row, Audience.REP, ana, call).quotes == tuple(items.values())
        session.rollback()


def attach(
    client: TestClient, plan: str, name: str = "ticket.txt", content: bytes = b"A ticket.", **more: Any
) -> Any:
    return client.post(f"/api/v1/plan-files/{plan}", params={"name": name, **more}, content=content)


def test_a_file_is_opened_by_whom_it_is_for(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    ana, sam, hana = (as_(client, name) for name in ("Ana", "Sam", "Hana"))
    kept = attach(sam, plan, kind="ticket", seen_by="manager")
    assert kept.status_code == 201, kept.text
    assert kept.json()["seen_by"] == ["hr", "manager"]
    file = f"/api/v1/plans/{plan}/files/{kept.json()['id']}"
    assert [one.get(file).status_code for one in (ana, sam, hana)] == [404, 200, 200]
    got = sam.get(file)
    assert got.content == b"A ticket."
    assert got.headers["content-disposition"].startswith('attachment; filename="ticket.txt"')
    assert got.headers["x-content-type-options"] == "nosniff"
    seen = [one["id"] for one in ana.get(f"/api/v1/plans/{plan}/files").json()["items"]]
    assert kept.json()["id"] not in seen


def test_what_is_told_hr_alone_is_not_for_whoever_in_hr_runs_the_plan(
    site: tuple[TestClient, Staged, str],
) -> None:
    client, stage, plan = site
    ana, hana = as_(client, "Ana"), as_(client, "Hana")
    name = f"/api/v1/plans/{plan}"
    concern = {"kind": "concern", "text": "She skips our meetings."}
    assert ana.post(f"{name}/words", json=concern).status_code in (200, 201)
    told = attach(ana, plan, kind="other", seen_by="hr").json()
    own = [f"{name}/files/{told['id']}", f"{name}/archive.zip", paper(plan, copy="hr")]
    assert [hana.get(one).status_code for one in own] == [200, 200, 200]
    assert "Hana reads it, and nobody else" in ana.get("/me/plan").text
    with stage.database.write() as session:
        plan_row(session, plan).manager_id = stage.cast.keys["Hana"]
    try:
        assert [hana.get(one).status_code for one in own] == [404, 403, 403]
        assert told["id"] not in hana.get(f"{name}/files").text
        assert "She skips our meetings." not in text_of(hana.get(paper(plan)))
        assert "A concern waits" not in hana.get("/hr").text
        assert "archive.zip" not in hana.get(f"/plans/{plan}").text
        assert "Nobody in HR reads it today" in ana.get("/me/plan").text
    finally:
        with stage.database.write() as session:
            plan_row(session, plan).manager_id = stage.cast.keys["Sam"]


def test_a_file_that_is_removed_is_gone_and_was_there(site: tuple[TestClient, Staged, str]) -> None:
    client, stage, plan = site
    ana, sam = as_(client, "Ana"), as_(client, "Sam")
    before = set(web(client).store.blobs())
    note = b"The same note twice."
    one = attach(ana, plan, content=note).json()
    same = attach(sam, plan, name="same.txt", content=note).json()
    files = f"/api/v1/plans/{plan}/files"
    assert sam.delete(f"{files}/{one['id']}").status_code == 403
    # The page offers it to who may, asks first, and does the same.
    buttons = {
        name: f"/plans/{plan}/files/{file['id']}/remove" for name, file in (("own", one), ("sams", same))
    }
    assert [there in ana.get("/me/plan").text for there in buttons.values()] == [True, False]
    assert [there in sam.get(f"/plans/{plan}").text for there in buttons.values()] == [False, True]
    assert sam.post(buttons["own"]).status_code == 403
    assert ana.post(buttons["own"]).headers["location"] == f"/plans/{plan}?said=plan_file_removed"
    # The other file has the same bytes, which stay for it.
    assert sam.get(f"{files}/{same['id']}").content == note
    assert as_(client, "Hana").delete(f"{files}/{same['id']}").status_code == 204
    assert set(web(client).store.blobs()) == before
    with stage.database.read() as session:
        told = session.execute(
            select(AuditEntry.action, AuditEntry.details)
            .where(AuditEntry.action.in_(("plan.attached", "plan.file_removed")))
            .order_by(AuditEntry.id)
        ).all()
    assert [(action, details["file"]) for action, details in told[-4:]] == [
        ("plan.attached", one["id"]),
        ("plan.attached", same["id"]),
        ("plan.file_removed", one["id"]),
        ("plan.file_removed", same["id"]),
    ]


def test_a_removal_that_does_not_stand_leaves_the_bytes(site: tuple[TestClient, Staged, str]) -> None:
    client, stage, plan = site
    kept = attach(as_(client, "Ana"), plan, content=b"Still here.").json()["id"]
    with stage.database.write() as session:
        remove(session, stage.who("Ana"), plan_row(session, plan), kept)
        session.rollback()
    got = as_(client, "Ana").get(f"/api/v1/plans/{plan}/files/{kept}")
    assert got.content == b"Still here."


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def office(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        ("Ticket 2341: callback. Grüße".encode(), "text/plain"),
        (office("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
    ],
)
def test_what_is_taken_is_told_from_its_bytes(content: bytes, media: str) -> None:
    assert media_of(content).endswith(media)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03", "not taken"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "not taken"),
        (b" \n<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
        (b"caf\xe9", "not taken"),
        (b"a\x00b", "not taken"),
        (office("readme.txt"), "an archive"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"PK\x03\x04broken", "broken"),
        # Of a version of the format that nobody reads yet.
        (office("word/document.xml").replace(b"PK\1\2\x14\3\x14", b"PK\1\2\x14\3\x63"), "broken"),
    ],
)
def test_what_is_not_taken_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        media_of(content)


def test_a_name_leads_nowhere_and_ends_in_what_the_file_is(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    ana = as_(client, "Ana")
    names = ("../../etc/passwd", "C:\\x\\paper.pdf", "a\r\nSet-Cookie: x", "ü" * 200, ".png")
    for name in names:
        kept = attach(ana, plan, name=name, content=PNG).json()
        assert kept["name"].endswith(".png")
        got = ana.get(f"/api/v1/plans/{plan}/files/{kept['id']}")
        assert "set-cookie" not in got.headers
        assert not {"/", "\\", "\n"} & set(kept["name"])
    assert len(kept["name"]) <= 200


def test_a_file_of_more_than_20_mb_is_refused(site: tuple[TestClient, Staged, str]) -> None:
    client, _, plan = site
    before = set(web(client).store.blobs())
    refused = attach(as_(client, "Ana"), plan, content=b"a" * ((20 << 20) + 1))
    assert (refused.status_code, refused.json()["title"]) == (
        413,
        "A file may have 20 MB; this one has more. Nothing was kept.",
    )
    assert set(web(client).store.blobs()) == before


def test_the_archive_holds_everything_and_says_what(site: tuple[TestClient, Staged, str]) -> None:
    client, stage, plan = site
    attach(as_(client, "Ana"), plan, name="certificate.png", content=PNG, kind="certificate")
    scored(stage, [87] * 16, WINDOW.first)
    with stage.database.write() as session:
        row = plan_row(session, plan)
        milestone = milestone_row(session, row, "qa_score")
        stands = look(session, row, milestone, noon(DECISION_DAY))
        assert stands is not None
        keep(session, stage.who("Hana"), row, milestone, stands, final=True)
    answer = as_(client, "Hana").get(f"/api/v1/plans/{plan}/archive.zip")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        (decision,) = (name for name in names if name.startswith("decisions/"))
        again = decide(read_case(archive.read(decision).decode(), decision))
        rep = " ".join(
            page.extract_text() for page in PdfReader(BytesIO(archive.read("plan-for-rep.pdf"))).pages
        )
    assert again.status == stands.status == "met"
    assert {"whole-file.pdf", "whole-file.docx", "plan.docx", "final-review.pdf", "plan.json"} <= names
    assert any(name.endswith("-certificate.png") for name in names)
    assert {one["file"] for one in manifest["files"]} == names - {"manifest.json"}
    assert manifest["plan"] == plan
    assert "Counsel" not in rep
    assert as_(client, "Sam").get(f"/api/v1/plans/{plan}/archive.zip").status_code == 403


def test_a_file_beside_a_plan_is_no_stray(site: tuple[TestClient, Staged, str], tmp_path: Path) -> None:
    client, stage, plan = site
    kept = attach(as_(client, "Ana"), plan, content=b"Kept for as long as its row.").json()
    store, later = web(client).store, now() + timedelta(days=3)
    blob = f"attached/{kept['sha256'][:2]}/{kept['sha256']}"
    assert blob in set(store.blobs())
    found = find_strays(stage.database, store, tmp_path, later)
    assert (found.orphans, found.lost) == ([], [])
    store.delete(blob)
    lost = find_strays(stage.database, store, tmp_path, later).lost
    assert [(one.call, one.blob) for one in lost] == [(plan, blob)]
