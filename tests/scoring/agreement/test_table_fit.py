"""The table from items to levels is fitted on what people gave, and judged on calls it was not fitted on."""

import itertools

from scoring.agreement.table_fit import Rated, fit_table
from scoring.rubric import TableRow
from scoring.scorecard import Tally, row_of
from tests.cast import one_criterion

DISCOVERY = one_criterion()
SOMETHING = list(itertools.product(range(4), range(3), range(2)))
"""Every number of met musts of three, pluses of two, and must-nots of one."""


def rated(level_of: object, calls: int) -> list[Rated]:
    made = []
    for n in range(calls):
        met, pluses, bad = SOMETHING[n % len(SOMETHING)]
        tally = Tally(3, met, 2, pluses, bad, 0)
        made.append(Rated(f"call {n}", tally, level_of(tally)))  # type: ignore[operator]
    return made


def test_people_who_follow_the_table_leave_it_as_it_is() -> None:
    found = fit_table(DISCOVERY, rated(lambda tally: row_of(DISCOVERY, tally).level, 72))
    assert found.old is not None
    assert found.fitted is not None
    assert (found.old.exact, found.better) == (1.0, False)
    assert "keep the table" in found.sentence


def test_people_who_are_milder_get_a_milder_table() -> None:
    """People give 5 for all musts without a plus, and 4 where one is missed; must-nots cost nothing."""

    def mild(tally: Tally) -> int:
        return {0: 5, 1: 4, 2: 2, 3: 1}[tally.missed_musts]

    found = fit_table(DISCOVERY, rated(mild, 72))
    assert found.fitted is not None
    assert (found.fitted.exact, found.better) == (1.0, True)
    assert found.fitted.table == (
        TableRow(level=5, missed_musts_at_most=0),
        TableRow(level=4, missed_musts_at_most=1),
        TableRow(level=2, missed_musts_at_most=2),
        TableRow(level=1),
    )
    fitted = DISCOVERY.model_copy(update={"table": found.fitted.table})
    assert all(row_of(fitted, one.tally).level == mild(one.tally) for one in rated(mild, 24))


def test_with_few_calls_it_says_so() -> None:
    found = fit_table(DISCOVERY, rated(lambda tally: 3, 19))
    assert (found.fitted, found.better) == (None, False)
    assert found.sentence == "Discovery: too few to tell, 19 calls of 20 have levels by people."
    some = fit_table(DISCOVERY, rated(lambda tally: {0: 5, 1: 4, 2: 2, 3: 1}[tally.missed_musts], 48))
    assert not some.better
    assert "an indication" in some.sentence
