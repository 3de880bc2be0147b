"""The company with Ana's reviewed calls, and with her plan."""

from collections.abc import Iterator

import pytest

from tests.service.notices.post_office import PostOffice, post_office
from tests.service.plans.conftest import stage as stage
from tests.service.reviews.desks import desk as desk


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as running:
        yield running
