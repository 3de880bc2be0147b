"""Holidays and the standard come from the settings, and hold wherever a day or a score is asked about."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import CheckIn
from service.house import House, house_of
from service.plans.queries import plan_page
from service.settings import Settings
from tests.databases import fresh_database
from tests.service.plans.staged import delivered, plan_row, running, staged
from tests.service.plans.written import DELIVERED


def test_the_settings_name_days_and_refuse_what_is_none() -> None:
    made = Settings(holidays="2026-12-25, 2026-12-26", standard=90).house
    assert made == House(frozenset({date(2026, 12, 25), date(2026, 12, 26)}), 90)
    # 26 December 2026 is a Saturday: nobody would have worked then anyway.
    assert made.left_out(date(2026, 12, 22), date(2026, 12, 29)) == "25 December 2026"
    assert Settings().house == House()
    for wrong in ("2026-02-30", "20261225x", "Christmas"):
        with pytest.raises(ValidationError):
            Settings(holidays=wrong)


def test_working_days_and_check_ins_leave_holidays_out(tmp_path: Path) -> None:
    # Delivered on Tuesday 25 August: the fifth working day is 1 September; without the 27th, the 2nd.
    # The first check-in would be on Friday 4 September, another on Tuesday 8 September.
    house = House(frozenset({date(2026, 8, 27), date(2026, 9, 8)}), 90)
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        database = Database(url, house.for_sessions())
        stage = staged(database)
        name = delivered(stage)
        with database.read() as session:
            plan = plan_row(session, name)
            assert house_of(session).standard == 90
            assert plan.say_until == date(2026, 9, 2)
            page = plan_page(session, stage.who("Ana"), plan, DELIVERED)
            assert page.say_without == "27 August 2026"
        with database.write() as session:
            plan_row(session, name).state = "closed"
        running(stage)
        with database.read() as session:
            days = [one.at.date() for one in session.scalars(select(CheckIn).order_by(CheckIn.at))]
        assert days[:3] == [date(2026, 9, 4), date(2026, 9, 9), date(2026, 9, 11)]
        database.close()
