"""A long recording goes through the service without being held in its memory."""

import sys

import pytest

from tests.benchmarks.upload_memory import measure


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process as Linux tells it")
def test_half_a_gigabyte_takes_less_than_eighty_megabytes_more_than_idling() -> None:
    taken = measure(500)
    assert taken.peak - taken.idle <= 80 << 20
