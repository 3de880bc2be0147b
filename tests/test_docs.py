"""Documentation that is generated stays what the code says."""

from pathlib import Path

import pytest

from service.commands.schema import SCHEMAS, schema_text

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_schema_in_the_docs_is_the_one_the_program_prints(name: str) -> None:
    written = (DOCS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(name), f"run: sidetone schema {name} > docs/{name}.schema.json"
