"""A team's channel hears that something waits and never what; a redirect leads nowhere."""

import pytest
from sqlalchemy import select

from service.db.base import now
from service.db.tables import Delivery, TeamHook
from service.edges.hook import NotPosted, may_be_posted_to, post
from service.notices.sending import channel_line
from service.notices.telling import tell_channel
from tests.service.notices.post_office import channel
from tests.service.notices.sent import URL, at_any_hour, mail_out, told
from tests.service.reviews.reviewed import Desk


def wired(desk: Desk, url: str) -> None:
    """Northwind's channel has something to say."""
    at_any_hour(desk.database, desk.company)
    with desk.database.write() as session:
        session.add(TeamHook(team_id=desk.company.teams["Northwind"], url=url))
        session.flush()
        tell_channel(session, desk.company.teams["Northwind"])
        tell_channel(session, desk.company.teams["Northwind"])
        tell_channel(session, desk.company.teams["Southgate"])


def test_a_channel_gets_one_line_without_content(desk: Desk) -> None:
    with channel() as (url, got):
        wired(desk, url)
        assert mail_out(desk.database, None) == ["sent"]
    assert got == [{"text": f"Something is waiting for you in Sidetone: {URL}/notices"}]


def test_without_an_address_of_its_own_a_line_has_no_link() -> None:
    assert channel_line("") == "Something is waiting for you in Sidetone."


def test_a_channel_that_is_gone_is_given_up_and_the_admin_sees_it(desk: Desk) -> None:
    with channel(404) as (url, _):
        wired(desk, url)
        assert mail_out(desk.database, None) == ["given_up"]
    assert told(desk.database, desk.company, "Ada") == ["mail_given_up"]


def test_a_channel_that_is_busy_is_asked_again(desk: Desk) -> None:
    with channel(503) as (url, _):
        wired(desk, url)
        assert mail_out(desk.database, None) == ["waiting"]
    with desk.database.read() as session:
        row = session.scalars(select(Delivery)).one()
    assert row.fault == "answered_503"
    assert row.due_at > now()


def test_a_redirect_is_not_followed() -> None:
    with (
        channel() as (elsewhere, got),
        channel(307, Location=elsewhere) as (url, _),
        pytest.raises(NotPosted, match="answered_307"),
    ):
        post(url, "Something is waiting.")
    assert got == []


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://hooks.example.com/services/1", True),
        ("http://127.0.0.1:8080/hook", True),
        ("http://hooks.example.com/services/1", False),
        ("http://127.0.0.1.example.com/", False),
        ("https://user:secret@hooks.example.com/", False),
        ("https://hooks.example.com/\r\nX: 1", False),
        ("https://hooks.example.com:99999/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_https_is_posted_to_or_this_machine(url: str, may: bool) -> None:
    assert may_be_posted_to(url) is may
