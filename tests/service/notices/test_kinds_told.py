"""The table of who is told of what names every kind, and every kind is told by something."""

import re
from pathlib import Path

from scoring.notices.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]


def test_the_table_of_the_docs_has_every_kind_and_no_other() -> None:
    rows = (ROOT / "docs" / "notices.md").read_text("utf-8").splitlines()
    named = [name for row in rows if row.startswith("|") for name in re.findall(r"`([a-z_]+)`", row)]
    assert sorted(named) == sorted(KINDS)


def test_every_kind_is_told_by_something() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "service").rglob("*.py"))
    assert [kind for kind in KINDS if f'"{kind}"' not in source] == []
