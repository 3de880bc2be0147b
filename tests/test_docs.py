"""Documentation that is generated stays what the code says."""

from pathlib import Path

import pytest

from service.commands.schema import SCHEMAS, schema_text
from service.operations.settings import Documented, documented, markdown

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_schema_in_the_docs_is_the_one_the_program_prints(name: str) -> None:
    written = (DOCS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(name), f"run: sidetone schema {name} > docs/{name}.schema.json"


def test_the_page_of_settings_is_the_one_the_program_prints() -> None:
    written = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert written == markdown(), "run: sidetone settings --markdown > docs/settings.md"


@pytest.mark.parametrize("setting", list(documented()), ids=lambda one: one.variable)
def test_every_setting_says_what_it_does_in_a_sentence(setting: Documented) -> None:
    assert setting.description.strip().endswith("."), setting.variable
    assert len(setting.description) > 20
