"""What the queue asks for while it is read: what is in work now, and how it ended with what was there."""

import re
from pathlib import Path

from sqlalchemy import select

from service.calls.queue.pages import AT_FIRST
from service.db.tables import Call
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.served import served, settings_for, uploaded, web

REASON = {"code": "one_voice", "message": "Not scored: only one voice took part.", "next_step": ""}


def lines(text: str) -> list[str]:
    """The calls of the pile, from the top."""
    return re.findall(r'<li id="line-(\w+)">', text)


def test_lines_that_are_on_the_page_stay_on_it_and_say_how_it_ended(tmp_path: Path) -> None:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        company(web(client).database)
        calls = [uploaded(client, value=n, rep="ana")["id"] for n in range(AT_FIRST + 3)]
        ended, last = calls[0], calls[-1]
        with web(client).database.write() as session:
            call = session.scalars(select(Call).where(Call.public_id == ended)).one()
            call.state, call.reason = "not_scored", REASON
        sam, otis = as_(client, "Sam"), as_(client, "Otis")

        fresh = sam.get("/queue/hearing").text
        assert lines(fresh) == calls[1 : AT_FIRST + 1]
        assert f'<span class="count">{AT_FIRST + 2}</span>' in fresh
        assert lines(sam.get("/queue/hearing?pile=hearing").text) == calls[1:]

        there = sam.get(f"/queue/hearing?there={ended}&there={last}").text
        assert lines(there) == [*calls[1 : AT_FIRST + 1], last, ended]
        assert "Not scored: only one voice took part." in there
        assert f'<span class="count">{AT_FIRST + 2}</span>' in there

        assert lines(otis.get(f"/queue/hearing?there={ended}&there={last}").text) == []
        assert sam.get("/queue/hearing?there=../etc").status_code == 422
