"""axe-core on a page: what stands in the way of people who see, hear or move differently."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from service.web.front_end import AXE

FILE = Path(__file__).resolve().parents[1] / ".sidetone" / "front-end" / "node_modules" / AXE
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, a line for each: the rule, and the first place."""
    if not FILE.exists():
        pytest.skip("axe-core is not here: python3 run.py pages fetches it")
    page.evaluate(FILE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [f"{one['id']}: {one['help']}: {_place(one['nodes'])}" for one in found["violations"]]


def _place(nodes: list[dict[str, Any]]) -> str:
    first = nodes[0]
    return f"{len(nodes)}×, first {first['html'][:160]} {first.get('failureSummary', '')[:200]}"
