"""Browsers for the tests of pages about calls."""

from tests.browser import browser as browser
from tests.browser import site as site
