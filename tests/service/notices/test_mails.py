"""Mails go out once, in few words, and a server that is away loses none."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select, update

from scoring.notices.hours import Choice
from scoring.notices.kinds import KINDS
from service.db.base import now
from service.db.tables import Delivery, Notice, Person, Run, TranscriptVersion
from service.edges.mailer import Mail, MailServer, NotSent
from service.notices.choices import choose
from service.notices.sending import WAITS, gather, worded
from service.notices.telling import tell
from service.people.who import Who
from tests.service.notices.post_office import HERE, PostOffice, free_port
from tests.service.notices.sent import URL, at_any_hour, deliver, mail_out, parts_with, told
from tests.service.reviews.reviewed import Desk

SUBJECT = "Sidetone: something is waiting for you"


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    at_any_hour(desk.database, desk.company)
    return desk


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def texts(document: Any) -> Iterator[str]:
    """Every text of a document, however deep it stands."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for one in document.values() if isinstance(document, dict) else document:
            yield from texts(one)


def tell_ana(desk: Desk, subject: str = "one") -> None:
    with desk.database.write() as session:
        tell(session, desk.company.keys["Ana"], "review_released", subject)


def test_a_released_review_reaches_its_rep_as_one_mail_with_a_link(
    open_desk: Desk, office: PostOffice
) -> None:
    open_desk.released()
    assert told(open_desk.database, open_desk.company, "Ana") == ["review_released"]
    assert mail_out(open_desk.database, office.server()) == ["sent"]
    assert mail_out(open_desk.database, office.server()) == ["sent"]  # nothing is left to send
    (mail,) = office.mails
    with open_desk.database.read() as session:
        notice = session.scalars(select(Notice.public_id)).one()
    assert (mail["To"], mail["Subject"]) == ("ana@northwind.example", SUBJECT)
    assert f"{URL}/notices/{notice}\n" in text_of(mail)


def test_what_comes_together_is_one_mail_and_what_follows_waits_a_little(
    open_desk: Desk, office: PostOffice
) -> None:
    tell_ana(open_desk, "one")
    tell_ana(open_desk, "two")
    mail_out(open_desk.database, office.server())
    tell_ana(open_desk, "three")
    assert mail_out(open_desk.database, office.server()) == ["sent"]
    assert mail_out(open_desk.database, office.server(), now() + timedelta(minutes=11)) == ["sent", "sent"]
    assert f"{URL}/notices\n" in text_of(office.mails[0])


def test_no_kind_of_notice_says_in_a_mail_what_it_is_about(open_desk: Desk, office: PostOffice) -> None:
    """Every kind about a real review: each mail is the same words, with nothing of it but a link."""
    call = open_desk.released()
    with open_desk.database.write() as session:
        session.execute(update(Notice).values(read_at=now()))
    for number, kind in enumerate(KINDS):
        with open_desk.database.write() as session:
            tell(session, open_desk.company.keys["Ana"], kind, call)
        mail_out(open_desk.database, office.server(), now() + timedelta(minutes=11 * (number + 1)))
    assert len(office.mails) == sum(kind.by_mail for kind in KINDS.values())
    with open_desk.database.read() as session:
        links = session.scalars(select(Notice.public_id)).all()
        documents = [
            *session.scalars(select(Run.document)),
            *session.scalars(select(TranscriptVersion.document)),
        ]
        names = session.scalars(select(Person.name)).all()
    written = [text for document in documents for text in texts(document) if len(text) > 12]
    assert len(written) > 20
    secrets = [*names, *written, *(kind.says for kind in KINDS.values()), "score", "plan", "review"]
    for mail in office.mails:
        text = text_of(mail)
        for link in links:
            text = text.replace(f"/{link}", "")
        assert text == worded(URL)[1]
        assert mail["Subject"] == SUBJECT
        for secret in secrets:
            assert secret.lower() not in f"{mail['Subject']} {text}".lower()
        assert call not in mail.as_string()


def test_a_server_that_is_away_is_tried_again_and_then_given_up_before_the_admins_eyes(
    open_desk: Desk,
) -> None:
    tell_ana(open_desk)
    away = MailServer(HERE, free_port(), "sidetone@example.com", "none", seconds=1)
    at = now()
    states = [mail_out(open_desk.database, away, at)]
    for wait in WAITS:
        with open_desk.database.write() as session:
            session.execute(update(Delivery).values(due_at=Delivery.due_at))
        at += wait + timedelta(minutes=1)
        states.append(mail_out(open_desk.database, away, at))
    assert states == [["waiting"]] * len(WAITS) + [["given_up"]]
    assert told(open_desk.database, open_desk.company, "Ada") == ["mail_given_up"]
    with open_desk.database.read() as session:
        row = session.scalars(select(Delivery)).one()
    assert (row.fault, row.tries) == ("away", len(WAITS) + 1)


def test_a_server_that_comes_back_gets_the_mail(open_desk: Desk, office: PostOffice) -> None:
    tell_ana(open_desk)
    office.refuses = "451 Later"
    assert mail_out(open_desk.database, office.server()) == ["waiting"]
    office.refuses = ""
    assert mail_out(open_desk.database, office.server(), now() + timedelta(minutes=2)) == ["sent"]


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(open_desk: Desk, office: PostOffice) -> None:
    tell_ana(open_desk)
    office.refuses = "550 Nobody here"
    assert mail_out(open_desk.database, office.server()) == ["given_up"]


@pytest.mark.parametrize(
    "address", ["ana@example.com\r\nBcc: uma@example.com", "ana@example.com, uma@example.com", "ana", "@"]
)
def test_an_address_that_would_be_more_than_one_is_never_written_to(
    open_desk: Desk, office: PostOffice, address: str
) -> None:
    with open_desk.database.write() as session:
        session.execute(update(Person).where(Person.name == "Ana").values(email=address))
    tell_ana(open_desk)
    assert mail_out(open_desk.database, office.server()) == ["given_up"]
    assert office.mails == []


def test_what_was_read_meanwhile_is_not_mailed_nor_is_who_has_left(
    open_desk: Desk, office: PostOffice
) -> None:
    tell_ana(open_desk)
    with open_desk.database.write() as session:
        session.execute(update(Notice).values(read_at=now()))
    assert mail_out(open_desk.database, office.server()) == []
    tell_ana(open_desk, "two")
    with open_desk.database.write() as session:
        gather(session, now())
        session.execute(update(Person).where(Person.name == "Ana").values(left_at=now()))
    assert mail_out(open_desk.database, office.server()) == ["dropped"]
    assert office.mails == []


def test_two_workers_at_once_send_it_once(open_desk: Desk, office: PostOffice) -> None:
    tell_ana(open_desk)
    with open_desk.database.write() as session:
        gather(session, now())
        row = session.scalars(select(Delivery)).one()
        session.expunge(row)
    parts = parts_with(open_desk.database, office.server())
    assert [deliver(parts, row), deliver(parts, row)] == [True, False]
    assert len(office.mails) == 1


def test_a_mail_that_is_sent_again_has_the_same_name(office: PostOffice) -> None:
    mail = Mail("ana@example.com", SUBJECT, "Look.", "0123")
    office.server().send(mail)
    office.server().send(mail)
    assert {str(one["Message-ID"]) for one in office.mails} == {"<0123@example.com>"}


def test_who_wants_no_mails_gets_those_on_the_days_of_a_plan_once_a_day(open_desk: Desk) -> None:
    ana: Who = open_desk.who("Ana")
    tell_ana(open_desk)
    with open_desk.database.write() as session:
        choose(session, ana, Choice(by_mail="off"))
        tell(session, ana.person, "check_in_tomorrow", "plan")
    with open_desk.database.read() as session:
        mailed = {row.kind: row.mail_at is not None for row in session.scalars(select(Notice))}
    assert mailed == {"review_released": False, "check_in_tomorrow": True}


def test_no_password_goes_where_there_is_no_tls(office: PostOffice) -> None:
    with pytest.raises(NotSent, match="not_supported"):
        office.server(security="starttls", user="sidetone", password="secret").look()
    assert "secret" not in repr(office.server(password="secret"))
