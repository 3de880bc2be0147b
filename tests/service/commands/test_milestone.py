"""`sidetone milestone FILE.json`: anybody can redo a decision from its export."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scoring.milestone.calls import CallState, Selection
from scoring.milestone.case import Case
from scoring.milestone.decision import Decision
from service.__main__ import main
from service.commands.schema import schema_text
from tests.scoring.milestone.examples import DECISION_DAY, around, call, calls, milestone

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sidetone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `sidetone milestone` on a file: exit code, what it printed, what it complained about."""

    def run(file: Path, *options: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sidetone", "milestone", str(file), *options])
        monkeypatch.setenv("COLUMNS", "100")
        code: Any = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        return code or 0, printed.out, printed.err

    return run


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Twelve drawn calls around 87, one that the manager picked, one that broke up and was replaced."""
    broken = call(
        "c-broken", score=None, state=CallState.NOT_SCORABLE, reason="breaks up", replaced_by="c000"
    )
    scored = [*calls(around(87, 10)), call("c-picked", 20, selection=Selection.MANAGER), broken]
    case = Case(milestone=milestone(), calls=tuple(scored), today=DECISION_DAY)
    file = tmp_path / "ana.json"
    file.write_text(case.model_dump_json(indent=2), "utf-8")
    return file


def test_the_sentence_comes_first_and_then_all_it_rests_on(sidetone: Run, export: Path) -> None:
    code, printed, _ = sidetone(export)
    assert code == 0
    lines = [line.rstrip() for line in printed.splitlines()]
    assert lines[1:3] == [
        "Ana's QA score  met",
        "Average 87, likely 83–91, 12 random calls: target 85 met.",
    ]
    assert "Counted: 12 of 13 drawn calls" in lines
    assert "  c-picked  2026-12-08  picked by the manager: only drawn calls count" in lines
    assert "  c-broken  2026-12-08  not scorable: breaks up; replaced by c000" in lines
    # 2410 / 21 = 114.7619 and 1.3232 · 3.0925 = 4.0919, as in test_likely_range.py.
    assert "  s² = (10·11² + 1200.0000) / (10 + 12 - 1) = 114.7619" in lines
    assert "  half width = t(.90; 21) · 3.0925 = 1.3232 · 3.0925 = 4.0919" in lines
    assert "  met: value 87 ≥ 85: yes; lower end 82.9081 ≥ 82: yes" in lines


def test_the_json_holds_the_inputs_and_is_decided_the_same_again(
    sidetone: Run, export: Path, tmp_path: Path
) -> None:
    code, printed, _ = sidetone(export, "--json")
    assert code == 0
    decision = Decision.model_validate_json(printed)
    assert decision.status.value == "met"
    assert decision.estimate is not None
    assert decision.estimate.low == pytest.approx(82.90806, abs=1e-5)
    again = tmp_path / "again.json"
    again.write_text(json.dumps(json.loads(printed)["case"]), "utf-8")
    assert sidetone(again, "--json")[1] == printed


def test_an_export_is_valid_by_the_published_schema(export: Path) -> None:
    jsonschema.validate(json.loads(export.read_text("utf-8")), json.loads(schema_text("milestone")))


def test_too_early_to_say_is_a_decision_too(sidetone: Run, tmp_path: Path) -> None:
    file = tmp_path / "few.json"
    file.write_text(
        Case(milestone=milestone(), calls=tuple(calls([60])), today=DECISION_DAY).model_dump_json()
    )
    code, printed, _ = sidetone(file)
    assert code == 0
    assert "Ana's QA score  too early to say" in printed
    assert "at least 8 are needed" in printed


def test_what_waits_is_listed_with_what_is_to_be_done(sidetone: Run, tmp_path: Path) -> None:
    scored = [*calls(around(87, 10)), call("c-open", 20, dispute="open")]
    file = tmp_path / "waiting.json"
    file.write_text(
        Case(milestone=milestone(), calls=tuple(scored), today=DECISION_DAY).model_dump_json(), "utf-8"
    )
    printed = sidetone(file)[1]
    assert "Waiting: 1 of 13 calls." in printed
    assert "Next: Settle the calls listed as waiting." in printed
    assert "  c-open  2026-12-08  a dispute is open" in printed
    assert "not compared with the target before everything is settled" in printed


def test_a_mistake_in_the_file_is_named_and_nothing_is_decided(sidetone: Run, export: Path) -> None:
    export.write_text(export.read_text("utf-8").replace('"value": 97', '"value": NaN', 1), "utf-8")
    code, printed, complained = sidetone(export)
    assert (code, printed) == (2, "")
    assert complained.startswith("ana.json: 1 mistake, nothing was decided.\nNaN stands where")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "could not be read"), (b"\xff\xfe\x00", "is not text in UTF-8"), (b"", "not JSON")],
)
def test_what_is_no_export_ends_with_exit_code_2(
    sidetone: Run, tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "ana.json"
    if content is not None:
        file.write_bytes(content)
    code, _, complained = sidetone(file)
    assert code == 2
    assert says in complained


def test_a_folder_is_no_export(sidetone: Run, tmp_path: Path) -> None:
    assert sidetone(tmp_path)[0] == 2


def test_what_a_file_says_cannot_act_on_the_terminal(sidetone: Run, export: Path) -> None:
    text = export.read_text("utf-8").replace("Ana's QA score", "Ana\\u001b[2J [red]score[/red]")
    export.write_text(text, "utf-8")
    printed = sidetone(export)[1]
    assert "\x1b" not in printed
    assert "[red]score[/red]" in printed
