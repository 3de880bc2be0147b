"""Why a call is reviewed stands in words wherever the call does."""

import re

from sqlalchemy import update

from service.db.tables import Call
from tests.service.company import as_
from tests.service.reviews.beside import Beside
from tests.service.served import web


def test_why_a_call_is_reviewed_stands_wherever_the_call_does(beside: Beside) -> None:
    sam, ana, rep = as_(beside.client, "Sam"), as_(beside.client, "Ana"), beside.cast.ids["Ana"]
    lists = (f"/calls/{beside.call}", "/calls", "/queue?pile=confirm", f"/reps/{rep}")
    words = {"rep": "chosen by the rep", "complaint": "a complaint", "random": "drawn at random"}
    assert all('">chosen by the manager</span>' in sam.get(path).text for path in lists)
    beside.release()
    for selection, word in words.items():
        with web(beside.client).database.write() as session:
            session.execute(update(Call).values(selection=selection))
        for path in (f"/calls/{beside.call}", "/calls", "/me", f"/reps/{rep}"):
            assert re.search(rf'<span class="tag" title="[^"]+">{word}</span>', ana.get(path).text), path
        assert f">{word}</a>" in ana.get(f"/reps/{rep}").text
        assert ana.get("/api/v1/my/reviews").json()[0]["selection"] == selection
        assert sam.get(f"/api/v1/calls/{beside.call}").json()["selection"] == selection
