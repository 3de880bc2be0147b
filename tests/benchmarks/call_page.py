"""Prints what a call of 1,000 sentences takes in Chromium: python -m tests.benchmarks.call_page

A real service on this machine with a real recording, whose words are said again and again. *Usable*: the
page's script has taken over, so that a click plays. *Sound*: from the click on a sentence to what is heard.
"""

import os
import platform
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from scoring.transcript import Roles, Sentence, Transcript, Word
from tests.browser import Site, chromium, served_site
from tests.service.calls.reviewed import reference_of, reviewed

SENTENCES = 1_000
SECONDS = 262.0
"""Of the recording under it: sentences lie close, and each has a place that can be played."""
LOADS, CLICKS = 7, 20
SLUG = "good-distributor"


def long_call() -> Transcript:
    """A fixture call said over and over, squeezed into the time of its recording."""
    said, step = reference_of(SLUG).sentences, SECONDS / SENTENCES
    sentences = tuple(
        squeezed(said[place % len(said)], place + 1, place * step, step) for place in range(SENTENCES)
    )
    return Transcript(sentences=sentences, roles=Roles(how="channel map", confidence=1), duration=SECONDS)


def squeezed(one: Sentence, number: int, start: float, lasting: float) -> Sentence:
    """The same words by the same speaker, at another place."""
    each = lasting / len(one.words)
    words = tuple(
        Word(text=word.text, start=start + at * each, end=start + (at + 1) * each)
        for at, word in enumerate(one.words)
    )
    return Sentence(
        id=f"S{number:04d}", speaker=one.speaker, start=start, end=start + lasting, text=one.text, words=words
    )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def processor(site: Site, call: str) -> float:
    """Milliseconds of processor time to put the page together: on a busy machine only these compare."""
    began = time.process_time()
    answer = site.client.get(f"/calls/{call}")
    assert answer.status_code == 200, answer.text
    return (time.process_time() - began) * 1000


def loaded(page: Page, call: str) -> tuple[float, float]:
    """Milliseconds until the page can be used, and of those until its first byte came."""
    page.goto(f"/calls/{call}")
    page.locator("html[data-ready]").wait_for(state="attached")
    times = page.evaluate(
        "() => [performance.getEntriesByName('sidetone:ready')[0].startTime,"
        " performance.getEntriesByType('navigation')[0].responseStart]"
    )
    return float(times[0]), float(times[1])


def sounded(page: Page, place: int) -> float:
    """Milliseconds from the click on a sentence to its sound."""
    page.evaluate(
        """place => {
            const li = document.getElementById('lines').children[place];
            window.heard = new Promise((done) => document.addEventListener('sidetone:heard',
                () => done(performance.now() - window.clicked), { once: true }));
            li.scrollIntoView({ block: 'center' });
        }""",
        place,
    )
    page.wait_for_timeout(100)
    page.evaluate(
        """place => {
            window.clicked = performance.now();
            document.getElementById('lines').children[place].querySelector('p').click();
        }""",
        place,
    )
    took = float(page.evaluate("() => window.heard"))
    page.keyboard.press("k")
    return took


def measure(site: Site) -> None:
    call = reviewed(site.client, SLUG, long_call(), rep="ana")
    working = statistics.median(processor(site, call) for _ in range(LOADS))
    page = site.page_as("Quinn", width=1440, height=900)
    shown = [loaded(page, call) for _ in range(LOADS)]
    usable, first = ([one[at] for one in shown] for at in (0, 1))
    size = len(page.content())
    clicks = sorted(sounded(page, 37 + 41 * number) for number in range(CLICKS))
    count = page.locator("#lines > li").count()
    say(f"{count} sentences, {size / 1000:.0f} kB of HTML, {LOADS} loads, {CLICKS} clicks")
    say(f"server:         median {working:.0f} ms of processor time")
    say(f"first byte:     median {statistics.median(first):.0f} ms, worst {max(first):.0f} ms")
    say(f"usable:         median {statistics.median(usable):.0f} ms, worst {max(usable):.0f} ms")
    say(f"click to sound: median {statistics.median(clicks):.0f} ms, worst {clicks[-1]:.0f} ms")
    assert site.faults == [], site.faults


def main() -> None:
    say(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}, {time.strftime('%F')}")
    with (
        TemporaryDirectory(prefix="sidetone-") as home,
        chromium() as browser,
        served_site(Path(home), browser) as site,
    ):
        measure(site)


if __name__ == "__main__":
    main()
