"""The arrows of the design hold, and the checker sees each kind of violation."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import arrows

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("rule", arrows.RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a git checkout")
def test_the_top_level_is_as_agreed() -> None:
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (
        arrows.top_level_is_as_agreed({path.split("/")[0] for path in kept.stdout.split("\0") if path}) == []
    )


def test_an_entry_nobody_agreed_on_is_seen() -> None:
    assert arrows.top_level_is_as_agreed({"scoring", "tests", "scripts", "uv.lock"}) == ["scripts", "uv.lock"]


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[str, str], Path]:
    """Plants a file in an empty project and gives the project's folder."""
    (tmp_path / "run.py").touch()

    def plant(path: str, source: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
        return tmp_path

    return plant


VIOLATIONS = [
    (arrows.scoring_never_imports_service, "scoring/rubric.py", "from service.settings import Settings"),
    (arrows.scoring_never_imports_service, "scoring/rubric.py", "def f():\n    import service.settings"),
    (arrows.scoring_never_imports_service, "scoring/rubric.py", "from service import settings"),
    (arrows.scoring_stands_on_little, "scoring/rubric.py", "import jinja2"),
    (arrows.scoring_stands_on_little, "scoring/rubric.py", "from yaml import safe_load"),
    (arrows.scoring_stands_on_little, "scoring/scorecard.py", "import numpy as np"),
    (arrows.scoring_stands_on_little, "scoring/agreement_note.py", "import numpy as np"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "from datetime import date\nx = date.today()"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "import datetime\nx = datetime.datetime.now()"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "import time"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "from os import environ"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "x = open('rubric.yaml')"),
    (arrows.scoring_knows_no_world, "scoring/trend.py", "from pathlib import Path\nPath('a').read_text()"),
    (
        arrows.edges_import_scoring_only,
        "service/edges/transcriber.py",
        "from service.settings import Settings",
    ),
    (arrows.edges_import_scoring_only, "service/edges/transcriber.py", "from .. import settings"),
    (arrows.weights_table_stands_alone, "service/edges/weights.py", "from scoring.record import Record"),
    (arrows.weights_table_stands_alone, "service/edges/weights.py", "import pydantic"),
    (arrows.nouns_keep_off_each_others_pages, "service/plans/actions.py", "from service.calls import pages"),
    (arrows.nouns_keep_off_each_others_pages, "service/plans/pages.py", "import service.people.api"),
    (arrows.only_two_files_know_the_engine, "service/workflows.py", "from dbos import DBOS"),
    (arrows.commands_stand_on_top, "service/workflows.py", "from service.commands.review import worst"),
    (
        arrows.our_modules_are_imported_early,
        "service/app.py",
        "def f():\n    from service.calls import queries",
    ),
    (arrows.our_modules_are_imported_early, "scoring/trend.py", "async def f():\n    import scoring.rubric"),
    (arrows.files_are_short, "service/app.py", "x = 1\n" * 401),
    (arrows.files_are_named_for_their_subject, "service/calls/utils.py", ""),
    (arrows.files_are_named_for_their_subject, "scoring/common/__init__.py", ""),
    (arrows.nothing_is_left_undone, "scoring/trend.py", "x = 1  # TODO: the weekly series"),
]


@pytest.mark.parametrize(("rule", "path", "source"), VIOLATIONS)
def test_a_violation_is_seen(
    rule: Callable[[Path], list[str]], path: str, source: str, tree: Callable[[str, str], Path]
) -> None:
    assert len(rule(tree(path, source))) == 1


PERMITTED = [
    ("scoring/rubric.py", "from pydantic import Field\nfrom scoring.record import Record\nimport math"),
    ("scoring/library.py", "import yaml\nfrom pathlib import Path\nx = Path('a').read_text()"),
    ("scoring/agreement/kappa.py", "import numpy as np\nfrom scipy.special import stdtrit"),
    (
        "scoring/milestone/decide.py",
        "from datetime import date\ndef f(today: date): return today.isoformat()",
    ),
    (
        "service/edges/transcriber.py",
        "import av\nfrom scoring.hearing import Heard\nfrom . import recordings",
    ),
    ("service/edges/weights.py", "import hashlib\nfrom pathlib import Path"),
    ("service/plans/actions.py", "from service.calls import queries\nfrom service.plans import pages"),
    ("service/engine.py", "from dbos import DBOS"),
    ("service/commands/review.py", "def f():\n    from service.edges.transcriber import Ears"),
    ("service/__main__.py", "from service.commands.review import review"),
    ("service/app.py", "x = 1\n" * 400),
]


@pytest.mark.parametrize(("path", "source"), PERMITTED, ids=[path for path, _ in PERMITTED])
def test_what_the_design_allows_is_left_alone(
    path: str, source: str, tree: Callable[[str, str], Path]
) -> None:
    root = tree(path, source)
    assert [found for rule in arrows.RULES for found in rule(root)] == []
