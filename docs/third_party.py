"""Writes the table of packages in THIRD_PARTY.md from the lock files and what is installed.

    .venv/bin/python docs/third_party.py

Run it in the environment of the tests after the lock files changed; a test compares.
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY.md"
TABLE = re.compile(r"(?<=<!-- packages -->\n).*?(?=<!-- end of packages -->)", re.DOTALL)
SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
READ_BY_HAND = {
    "jinja2": "BSD-3-Clause",  # LICENSE.txt in its wheel
    "scipy": "BSD-3-Clause",  # the field begins with the copyright and goes on with the whole text
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",  # LICENSE in its wheel offers both
}
"""Licences of packages whose metadata names none in a word."""


class Package(NamedTuple):
    """A locked package; `licence` is None where it is not for this kind of machine."""

    name: str
    licence: str | None
    for_tests_only: bool


def locked(lock: str) -> set[str]:
    """The names in a lock file."""
    return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def licence(name: str) -> str | None:
    """What a package's metadata says its licence is, as an SPDX expression where that is clear."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    try:
        fields: Any = metadata(name)
    except PackageNotFoundError:
        return None
    classified = [line.split(" :: ")[-1] for line in fields.get_all("Classifier", []) if "License ::" in line]
    said = fields.get("License-Expression") or fields.get("License") or " OR ".join(classified)
    first_line = said.strip().partition("\n")[0].strip()  # some put the whole text there
    return SPDX.get(first_line, first_line)


def packages() -> list[Package]:
    """Every package of both lock files, by name."""
    running = locked("requirements.lock")
    names = sorted(running | locked("requirements-dev.lock"))
    return [Package(name, licence(name), name not in running) for name in names]


def table(found: list[Package]) -> Iterator[str]:
    yield "| package | licence | for |"
    yield "|---|---|---|"
    for package in found:
        use = "tests" if package.for_tests_only else "running"
        yield f"| {package.name} | {package.licence or 'only on other systems: not looked into'} | {use} |"


def page_with_table(page: str) -> str:
    return TABLE.sub(lambda _: "\n".join([*table(packages()), ""]), page)


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text("utf-8")), "utf-8")
