"""Every page: nothing stands in the way of anybody, nothing runs over the edge, no script trips."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.axe import violations
from tests.browser import Site, served_site
from tests.browser import browser as browser
from tests.pages import filled_site, opened, pages

pytestmark = pytest.mark.slow(seconds=90)


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_site(tmp_path_factory.mktemp("pages"), browser) as running:
        yield running


def test_every_page_is_open_to_everybody_who_may_see_it(site: Site) -> None:
    found, wrong = list(pages(site, filled_site(site))), []
    assert {"/queue", "/upload", "/calls", "/sign-in"} <= {one.path for one in found}
    people = dict.fromkeys(one.person for one in found)
    browsers = {name: site.page_as(name, width=360) for name in people}
    for one in found:
        page = browsers[one.person]
        page.emulate_media(color_scheme="light")
        status = opened(page, one.path)
        if status is None:
            continue
        # Another state than the page is for, 409 say, is answered with a page too.
        if status in (401, 403, 404):
            wrong.append(f"{one.path} as {one.person}: {status}")
        wrong += [f"{one.path}, light: {fault}" for fault in violations(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wrong.append(f"{one.path} is {width} wide on a screen of 360")
        page.emulate_media(color_scheme="dark")
        # Colours that are on their way from light to dark have any contrast.
        page.evaluate(
            "async () => { await new Promise(requestAnimationFrame);"
            " await Promise.allSettled(document.getAnimations().map((one) => one.finished)); }"
        )
        wrong += [f"{one.path}, dark: {fault}" for fault in violations(page)]
    wrong += site.faults
    assert wrong == []
