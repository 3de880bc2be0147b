"""Blind-first confirmations are pairs of a person and the judge: means rest on them, and gaps by group."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from scoring.judgement import Answer
from scoring.review import Flag
from service.calibration import means
from service.calibration.pairs import Double, double_scored
from service.db.base import now
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, PersonSheet, Run, SamplingRule, Team
from tests.service.calibration import world as world_module
from tests.service.calibration.test_clearance import API, judge_key
from tests.service.calibration.world import Answering, World, plain, sheet
from tests.service.calibration.world import _read as plainly_read
from tests.service.company import as_


def blind_first(world: World, calls: int, answering: Answering = plain, after: int = 0, **more: Any) -> None:
    """Sam's empty sheets of that many calls, handed in before he saw a reading."""
    wanted = sheet(answering=answering)["items"]
    with world.database.write() as session:
        runs = session.execute(
            select(Run.id, Run.call_id, Run.transcript_id, Run.rubric_id)
            .order_by(Run.id)
            .offset(after)
            .limit(calls)
        )
        for run in runs.all():
            values = {
                "purpose": "blind_first",
                "blind": True,
                "state": "handed_in",
                "answers": [{**one, "why": "I listened."} for one in wanted],
                **more,
            }
            session.add(
                PersonSheet(
                    call_id=run.call_id,
                    person_id=world.cast.keys["Sam"],
                    rubric_id=run.rubric_id,
                    transcript_id=run.transcript_id,
                    compared_with=run.id,
                    **values,
                )
            )


def pairs(world: World) -> list[tuple[int, int | None]]:
    """Of each pair on discovery: the person's level and the judge's."""
    with world.database.read() as session:
        found = double_scored(session, [world.rubric], judge_key(world), now())
        return [
            (one.people[world.cast.keys["Sam"]].levels["discovery"].level or 0, level_of_judge(one))
            for one in found
        ]


def level_of_judge(one: Double) -> int | None:
    return None if one.judge is None else one.judge.levels["discovery"].level


def mean(client: TestClient, world: World, **more: Any) -> Any:
    return as_(client, "Quinn").get(f"{API}/means", params={"judge": judge_key(world), **more}).json()


def test_twenty_blind_first_confirmations_make_a_mean_and_nineteen_do_not(
    client: TestClient, world: World
) -> None:
    for number in range(27):
        world.calls.append(world.add_call(f"more {number}", "Rui" if number % 2 else "Ana"))
    assert mean(client, world)["title"] == "0 calls were scored by people, and 20 are needed."
    blind_first(world, 19)
    assert mean(client, world)["title"] == "19 calls were scored by people, and 20 are needed."
    with world.database.write() as session:
        session.execute(delete(PersonSheet))
    # A person finds all musts, as the form has it level 4, worth 90; the judge one of three, level 2.
    blind_first(world, 20)
    assert pairs(world) == [(4, 2)] * 20
    found = mean(client, world)
    assert (found["unit"], found["people"], found["judged"]) == ("site", 20, 10)
    assert (found["people_mean"], found["judge_mean"], found["mean"]) == (90.0, 35.0, 90.0)
    # A team's is over its own calls alone.
    with world.database.read() as session:
        named = session.execute(select(Team.name, Team.public_id)).all()
    teams = {name: mean(client, world, team=public_id) for name, public_id in named}
    assert (teams["Northwind"]["unit"], teams["Northwind"]["people"]) == ("team", 20)
    assert teams["Southgate"]["title"] == "0 calls were scored by people, and 20 are needed."


def test_a_call_in_which_somebody_speaks_to_the_evaluator_is_no_pair_and_in_no_mean(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(17):
        world.calls.append(world.add_call(f"more {number}", "Rui" if number % 2 else "Ana"))
    sound, transcript, readings, document = plainly_read()
    flag = Flag(code="appeal", message="Somebody speaks to the evaluator.", sentence="S0001")
    swayed = document.model_copy(update={"flags": (flag,)})
    monkeypatch.setattr(world_module, "_read", lambda: (sound, transcript, readings, swayed))
    world.calls.append(world.add_call("more 17", "Rui"))
    blind_first(world, 21)
    assert len(pairs(world)) == 20
    found = mean(client, world)
    assert (found["people"], found["judged"]) == (20, 0)


def test_only_blind_sheets_are_pairs_and_only_those_nobody_chose_enter_a_mean(
    client: TestClient, world: World
) -> None:
    for number in range(19):
        world.calls.append(world.add_call(f"more {number}", "Rui" if number % 2 else "Ana"))
    blind_first(world, 22, blind=False)
    assert pairs(world) == []
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(blind=True, state="draft"))
    assert pairs(world) == []
    # Somebody sat down to score these calls of their own choice: pairs, and no sample of anything.
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(state="handed_in", purpose="score"))
    assert len(pairs(world)) == 22
    assert mean(client, world)["title"] == "0 calls were scored by people, and 20 are needed."
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(purpose="blind_first"))
    assert mean(client, world)["people"] == 22
    # What nobody drew is no part of it either.
    with world.database.write() as session:
        session.execute(update(Call).where(Call.external_id.like("more 1%")).values(selection="manager"))
    assert "12 calls were scored by people" in mean(client, world)["title"]


def test_a_replaced_call_is_in_no_mean_another_stands_in_its_place(client: TestClient, world: World) -> None:
    for number in range(27):
        world.calls.append(world.add_call(f"more {number}", "Rui" if number % 2 else "Ana"))
    blind_first(world, 21)
    assert (mean(client, world)["people"], mean(client, world)["judged"]) == (21, 9)
    replaced(world, "more 0", "more 25", "more 26")
    found = mean(client, world)
    assert (found["people"], found["judged"]) == (20, 7)


def replaced(world: World, *names: str) -> None:
    """These calls were drawn, and others were taken in their place."""
    with world.database.write() as session:
        rule = SamplingRule(from_week=20261116, calls=4, shortest=60)
        session.add(rule)
        session.flush()
        draw = Draw(
            rep_id=world.cast.keys["Ana"],
            week=20261116,
            seed="1",
            frame_size=30,
            fingerprint="f",
            rule_id=rule.id,
            document={},
        )
        session.add(draw)
        session.flush()
        calls = session.scalars(select(Call).where(Call.external_id.in_(names))).all()
        assert len(calls) == len(names)
        for place, call in enumerate(calls):
            line = LoggedCall(
                team_id=call.team_id,
                rep_id=draw.rep_id,
                external_id=call.external_id,
                started_at=call.started_at,
                zone="UTC",
                week=call.week,
                seconds=90,
                call_id=call.id,
            )
            session.add(line)
            session.flush()
            gone = {"replaced_for": "excluded", "replaced_at": now()}
            session.add(DrawnCall(draw_id=draw.id, place=place, logged_call_id=line.id, **gone))


def test_of_many_calls_that_the_judge_alone_scored_some_are_looked_at_always_the_same(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        world.calls.append(world.add_call(f"more {number}", "Rui" if number % 2 else "Ana"))
    blind_first(world, 20)
    monkeypatch.setattr(means, "MOST_ALONE", 9)
    first, again = mean(client, world), mean(client, world)
    assert (first["people"], first["judged"]) == (20, 9)
    assert first == again


# Gaps by group.


def two_musts(criterion: str, item: str) -> Answer:
    return Answer.NO if item.endswith("_m3") else plain(criterion, item)


def as_heard(monkeypatch: pytest.MonkeyPatch, confidence: float, topology: str) -> None:
    """Calls that are added from now on were heard so."""
    sound, transcript, readings, document = plainly_read()
    sentences = tuple(
        one.model_copy(
            update={"words": tuple(w.model_copy(update={"confidence": confidence}) for w in one.words)}
        )
        for one in transcript.sentences
    )
    spoken = transcript.model_copy(update={"sentences": sentences})
    of = sound.model_copy(update={"call": sound.call.model_copy(update={"topology": topology})})
    monkeypatch.setattr(world_module, "_read", lambda: (of, spoken, readings, document))


def test_gaps_are_told_apart_by_hearing_kind_channels_and_team(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_heard(monkeypatch, 0.95, "separated stereo")
    for number in range(21):
        world.add_call(f"well {number}", kind="first")
    as_heard(monkeypatch, 0.5, "one channel")
    for number in range(20):
        world.add_call(f"badly {number}", "Uma", kind="renewal")
    # The judge finds one must of three, worth 35. A person finds all of them (90), in Uma's calls two (65).
    blind_first(world, 24)
    blind_first(world, 20, two_musts, after=24)
    key, quinn = judge_key(world), as_(client, "Quinn")
    found = quinn.get(f"{API}/gaps", params={"judge": key}).json()
    groups = {
        one["by"]: {group["group"]: (group["calls"], group["difference"]["value"]) for group in one["groups"]}
        for one in found
    }
    assert groups == {
        "heard": {"heard badly": (20, -30.0), "heard well": (21, -55.0)},
        "kind": {"kind first": (21, -55.0), "kind renewal": (20, -30.0)},
        "channels": {"one channel": (20, -30.0), "separated stereo": (21, -55.0)},
        "team": {"team Northwind": (24, -55.0), "team Southgate": (20, -30.0)},
    }
    page = quinn.get("/clearance/gaps", params={"judge": key}).text
    for words in ("By how well the words were heard", "By kind of call", "By channels", "By team"):
        assert words in page
    assert "−55.0" in page
    assert "1 group of fewer than 20 calls: nothing is said." in page
