# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""The worked plans come out whole: each can be published, and one is run to its end on imported figures."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.rule import Milestone
from scoring.plans.sections import PlanContent
from scoring.rubric import Rubric
from service.db.tables import Commitment, Person, Plan, PlanDecision, RubricVersion, TeamRules
from service.errors import Conflict
from service.metrics.actions import Batch, Numbered, hash_of, import_figures
from service.metrics.rights import may_send
from service.metrics.views import FigureLine
from service.people.who import INSTALLATION
from service.plans import deciding, drafting, publishing, saying, starting
from service.plans.forecasting import foresee
from service.plans.publishing import Delivery
from service.plans.queries import plan_page
from service.plans.states import REOPENED
from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.cast import rubric_document
from tests.clock import Clock, clock  # noqa: F401
from tests.scoring.plans.examples import EXAMPLES, example
from tests.service.plans.staged import Staged, plan_row, staged
from tests.service.plans.written import RIGHT, noon


def on_stage(stage: Staged, which: str) -> str:
    """The worked plan as Ana's, published two weeks before it starts."""
    content = without_judges(example(which).content)
    assert content.starts is not None
    early = noon(content.starts - timedelta(days=14))
    answers = RIGHT.model_copy(update={"gap_since": content.starts - timedelta(days=100)})
    with stage.database.write() as session:
        document = rubric_document() | {"slug": "policy-service", "version": 2}
        mark = Rubric.from_document(document).fingerprint()
        if session.scalars(select(RubricVersion).filter_by(slug="policy-service")).first() is None:
            session.add(RubricVersion(slug="policy-service", version=2, fingerprint=mark, document=document))
        rules = session.get_one(TeamRules, stage.cast.teams["Northwind"])
        rules.scores_count_from = date(2026, 1, 5)
        sam, ana = stage.who("Sam"), session.get_one(Person, stage.cast.keys["Ana"])
        check = drafting.check_fit(session, sam, ana, answers, early.date())
        plan = drafting.begin(session, sam, check, content, None, early)
        publishing.submit(session, sam, plan)
        publishing.publish(session, stage.who("Hana"), plan, early)
        return plan.public_id


def without_judges(content: PlanContent) -> PlanContent:
    """The judges that worked plans name were cleared elsewhere: on this stage people score every call.

    Nothing was logged or imported before, so HR declares how many calls and cases there are.
    """
    found = tuple(
        one.model_copy(
            update={"rule": one.rule and one.rule.model_copy(update={"judge": None}), "a_week": 60}
        )
        for one in content.milestones
    )
    return content.model_copy(update={"milestones": found})


@pytest.mark.parametrize("which", EXAMPLES)
def test_it_can_be_published_and_run(stage: Staged, which: str) -> None:
    name, content = on_stage(stage, which), example(which).content
    assert content.starts is not None
    first = noon(content.starts)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        run(stage, session, plan, content.starts)
        page = plan_page(session, stage.who("Ana"), plan, first)
    fixed = [one.key for one in content.milestones if one.rule is not None]
    assert [one.key for one in page.milestones] == fixed
    assert page.check_ins[-1].kind == "final"
    assert {"rep", "manager"} <= {one.side for one in page.commitments}


def test_enrolment_is_decided_on_imported_figures(stage: Staged) -> None:
    name, content = on_stage(stage, "enrolment-rate"), example("enrolment-rate").content
    assert content.starts is not None
    with stage.database.write() as session:
        plan = plan_row(session, name)
        run(stage, session, plan, content.starts)
        (row,) = starting.milestones_of(session, plan)
        rule = Milestone.model_validate(row.rule)
    decision_day = rule.deadline + timedelta(days=rule.dispute_days)
    hana = stage.who("Hana")
    with stage.database.write() as session, pytest.raises(Conflict, match="no figures"):
        deciding.decide_milestone(session, hana, plan_row(session, name), row.key, noon(decision_day))
    # 90 of 300 calls are 30 %, exact bound 26 %: above 20 %.
    figures(stage, rule.window.first, rule.window.last, numerator=90, denominator=300)
    with stage.database.write() as session:
        deciding.decide_milestone(session, hana, plan_row(session, name), row.key, noon(decision_day))
        kept = session.scalars(select(PlanDecision)).one()
    assert kept.status == "met"
    assert kept.document["case"]["figures"]["source"] == "CRM"
    # The same again changes nothing; a correction reopens the decision, which is made anew on it.
    figures(stage, rule.window.first, rule.window.last, source="Export", numerator=90, denominator=300)
    assert reopened_for(stage, name) == []
    figures(stage, rule.window.first, rule.window.last, numerator=30, denominator=300)
    assert reopened_for(stage, name) == ["the imported figures were corrected"]
    with stage.database.write() as session:
        plan = plan_row(session, name)
        assert deciding.standing_decision(session, plan, row) is None
        again = deciding.decide_milestone(session, hana, plan, row.key, noon(decision_day))
        assert again.status == "not_met"


def reopened_for(stage: Staged, name: str) -> list[str]:
    with stage.database.read() as session:
        found = deciding.reopened(session, plan_row(session, name)).values()
        return [REOPENED[str(one.document["why"])] for one in found]


def test_a_goal_on_imported_figures_is_foreseen_from_the_last_quarter(stage: Staged) -> None:
    name, content = on_stage(stage, "enrolment-rate"), example("enrolment-rate").content
    today = date(2026, 2, 27)
    with stage.database.read() as session:
        (unknown,) = foresee(session, plan_row(session, name), content, today)
    assert (unknown.forecast, unknown.countable) == (None, 0)
    assert "nobody knows how many cases" in unknown.basis
    assert unknown.refused == (unknown.basis,)
    figures(stage, date(2025, 12, 1), date(2026, 2, 26), numerator=58, denominator=486)
    with stage.database.read() as session:
        (known,) = foresee(session, plan_row(session, name), content, today)
    # 486 cases in 88 days, and the window has 30: 486 · 30 / 88 = 165.7.
    assert known.countable == 166
    assert known.forecast is not None
    assert {chance.rep: chance.not_met > 0.5 for chance in known.forecast.chances} == {
        "at the baseline": True,
        "at the target": False,
        "a little above": False,
    }


@pytest.mark.slow
def test_everybody_reads_them_as_pages(clock: Clock, site: Site) -> None:
    stage = staged(site.web.database, site.cast)
    ana, hana = site.page_as("Ana", width=360, dark=True), site.page_as("Hana", width=1440)
    for which in EXAMPLES:
        content = example(which).content
        assert content.starts is not None
        clock.put(noon(content.starts - timedelta(days=14)))
        name = on_stage(stage, which)
        with stage.database.write() as session:
            run(stage, session, plan_row(session, name), content.starts)
        clock.put(noon(content.starts + timedelta(days=20)))
        if which == "enrolment-rate":
            figures(stage, content.starts, content.starts + timedelta(days=13), numerator=21, denominator=140)
        for page, who, path in ((ana, "Ana", "/me/plan"), (hana, "Hana", f"/plans/{name}/edit")):
            site.sign_in(page, who)
            page.goto(path)
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            for one in content.milestones:
                assert one.wording in page.content()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{which}: {path}"
            assert violations(page) == [], f"{which}: {path}"
        # 15 % in the first two weeks, and the path leads from 12 to 20: on the way, figures count like calls.
        if which == "enrolment-rate":
            ana.goto(f"/plans/{name}/goals/enrolment_rate")
            expect(ana.locator("main")).to_contain_text("at or above where the plan expects you today")
            expect(ana.locator("main")).to_contain_text("21 of 140, 2 March 2026 to 15 March 2026; CRM")
        with stage.database.write() as session:
            plan_row(session, name).state = "closed"  # so that Ana can have the next
    assert site.faults == []


def figures(stage: Staged, first: date, last: date, source: str = "CRM", **numbers: int) -> None:
    """Enrolments of those days; sent again, they are the same or a correction."""
    days = {"first": str(first), "last": str(last)}
    line = FigureLine.model_validate({"rep": "ana", "metric": "close_rate", **days, **numbers})
    batch = Batch("api", source, last, hash_of([line], source, last), [Numbered(1, line)])
    report = import_figures(stage.database, batch, "token", may_send(INSTALLATION))
    assert report.added + report.unchanged + len(report.corrected) == 1


def run(stage: Staged, session: Session, plan: Plan, starts: date) -> None:
    before = noon(starts - timedelta(days=7))
    talk = Delivery(how="video", at=before, there=["Ana", "Sam"], summary="Gone through.")
    publishing.deliver(session, stage.who("Sam"), plan, talk, before)
    for kind in saying.SAY:
        word = saying.say(session, stage.who("Ana"), plan, kind, "What Ana says.", before.date())
        saying.answer(session, stage.who("Sam"), plan, word, "Thank you.")
    starting.start(session, stage.who("Sam"), plan, starts, starts)
    assert session.scalars(select(Commitment).where(Commitment.plan_id == plan.id)).first()
