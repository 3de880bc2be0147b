"""The offline judge on the written calls: the table in the docs is true, and the clear cases are right."""

import pytest

from fixtures.measure_offline import DOCUMENT, SEEN, read_all, report, with_tables


@pytest.fixture(scope="module")
def readings():
    return read_all()


def right_among_clear(readings):
    """Clear items that were read right, and all clear items."""
    clear = [c for reading in readings for c in reading.comparisons if not c.close]
    return sum(c.outcome == "right" for c in clear), len(clear)


def test_the_tables_in_the_docs_are_what_the_program_measures(readings):
    document = DOCUMENT.read_text(encoding="utf-8")
    assert with_tables(document, report(readings)) == document, (
        "run: python -m fixtures.measure_offline --write"
    )


def test_on_the_calls_it_was_sharpened_on_nearly_every_clear_item_is_right(readings):
    right, clear = right_among_clear([reading for reading in readings if reading.call in SEEN])
    assert right / clear >= 0.95


def test_on_calls_it_never_saw_three_of_four_clear_items_are_right(readings):
    right, clear = right_among_clear([reading for reading in readings if reading.call not in SEEN])
    assert clear > 40
    assert right / clear >= 0.75


def test_must_haves_are_read_right_on_every_call(readings):
    wrong = [
        (c.call, c.item)
        for reading in readings
        for c in reading.comparisons
        if c.item in ("gives_recording_notice", "gives_identity") and c.outcome != "right"
    ]
    assert wrong == []
