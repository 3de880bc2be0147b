"""A target is held against what the others of the team reach, whatever kind of goal it is."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.milestone.goals import CountGoal, Direction, ImportedRate, RateGoal
from scoring.plans.sections import PlanContent
from scoring.plans.smart import check_plan
from service.db.engine import Database
from service.db.tables import Membership, Person
from service.metrics.actions import Batch, Numbered, hash_of, import_figures
from service.metrics.rights import may_send
from service.metrics.views import FigureLine
from service.people.who import INSTALLATION
from service.plans.forecasting import team_in_words
from service.plans.peers import peers_of, standing_of
from tests.databases import fresh_database
from tests.service.company import SINCE, mail
from tests.service.plans.staged import Staged, begun, plan_row, scored, staged
from tests.service.plans.written import content, milestone, noon, rule

OTHERS = ("Kim", "Lea", "Max", "Noa", "Ole", "Pia")
TODAY = date(2026, 8, 20)
NINE_OF_12 = CountGoal(kind="count", of="discovery_m3", at_least=9, of_last=12)
CLOSE_RATE = ImportedRate(
    kind="imported_rate", of="close_rate", target=Fraction(20), direction=Direction.HIGHER
)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Staged, str]]:
    """Six colleagues of Ana's; five never did `discovery_m3`. They close 10 of 100 calls. And her draft."""
    folder: Path = tmp_path_factory.mktemp("team")
    with fresh_database("sqlite", folder, migrated=True) as url:
        stage = staged(Database(url))
        lines = []
        for number, name in enumerate(OTHERS):
            with stage.database.write() as session:
                person = Person(name=name, email=mail(name), external_id=name.lower())
                session.add(person)
                session.flush()
                # Pia came when the plan had been written.
                since = noon(date(2026, 9, 1)) if name == "Pia" else SINCE
                team = stage.cast.teams["Northwind"]
                session.add(Membership(person_id=person.id, team_id=team, role="rep", since=since))
                stage.cast.keys[name] = person.id
            scored(stage, [90 if name == "Pia" else 72] * 8, date(2026, 7, 6), rep=name)
            days = {"first": "2026-07-06", "last": "2026-07-19"}
            asked = {"rep": name.lower(), "metric": "close_rate", "numerator": 10, "denominator": 100}
            lines.append(Numbered(number + 1, FigureLine.model_validate({**asked, **days})))
        listed = [one.line for one in lines]
        batch = Batch("api", "CRM", TODAY, hash_of(listed, "CRM", TODAY), lines)
        assert import_figures(stage.database, batch, "token", may_send(INSTALLATION)).added == len(OTHERS)
        yield stage, begun(stage)
        stage.database.close()


def goals(*asked: object) -> PlanContent:
    written = [
        milestone(f"goal{number}", title="Asks", decides=False, rule=rule(goal, baseline=None))
        for number, goal in enumerate(asked)
    ]
    return content(milestones=tuple(written))


def test_a_target_that_nobody_reaches_is_pointed_at_whatever_it_is_about(team: tuple[Staged, str]) -> None:
    stage, name = team
    half = RateGoal(kind="rate", of="discovery_m3", target=Fraction(50))
    done_by_all = RateGoal(kind="rate", of="discovery_m1", target=Fraction(90))
    plan_says = goals(NINE_OF_12, half, CLOSE_RATE, done_by_all)
    with stage.database.read() as session:
        peers = peers_of(session, plan_row(session, name), plan_says, TODAY)
    assert {key: (one.n, one.best) for key, one in peers.items()} == {
        "goal0": (5, 0), "goal1": (5, 0), "goal2": (5, 10), "goal3": (5, 100),
    }  # fmt: skip
    pointed = check_plan(plan_says, peers)
    codes = {key: [one.code for one in found if "reach" in one.what] for key, found in pointed.items()}
    assert codes["goal0"] == codes["goal1"] == codes["goal2"] == ["out_of_reach"]
    assert codes.get("goal3", []) == []
    (count,) = [one for one in pointed["goal0"] if one.code == "out_of_reach"]
    assert "The target 75 % of occasions lies outside" in count.what


def test_peers_are_the_team_of_that_day(team: tuple[Staged, str]) -> None:
    stage, name = team
    with stage.database.read() as session:
        plan = plan_row(session, name)
        before = standing_of(session, plan, rule(NINE_OF_12), TODAY)
        after = standing_of(session, plan, rule(NINE_OF_12), date(2026, 9, 10))
        words = team_in_words(session, plan, rule(CLOSE_RATE), TODAY)
    assert (before.averages, after.averages) == ((0,) * 5, (0, 0, 0, 0, 0, 100))
    assert words == "5 colleagues have figures: the middle one is at 10, and 0 of them reach the target."
