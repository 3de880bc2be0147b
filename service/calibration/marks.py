"""The mark of the judge behind a run, and of the one that works now."""

from typing import Any

from sqlalchemy import and_, literal_column, select
from sqlalchemy.orm import Session

from scoring.calibration.mark import JudgeMark, mark_of
from scoring.judgement import Judge
from service.db.tables import Run, TranscriptVersion

PERSON = "person"
"""The judge of a run that a person made by answering an empty sheet."""
BY_JUDGES = and_(Run.judge != literal_column(f"'{PERSON}'"), Run.id > literal_column("0"))
"""Of runs: which no person made. In the words of the index of those, which only who asks in them may use."""


def mark_of_run(session: Session, run: Run) -> JudgeMark:
    """Which judge made the run. Its `key` is what `clearance_of` asks for."""
    heard = session.scalar(select(TranscriptVersion.heard).where(TranscriptVersion.id == run.transcript_id))
    return run_mark(run, heard or {})


def run_mark(run: Run, heard: dict[str, Any]) -> JudgeMark:
    """The same from what is loaded already."""
    said = run.document.get("run") or {}
    return mark_of(run.judge, run.model, said.get("prompt_fingerprint"), said.get("parameters"), heard)


def stored_mark(
    judge: str, model: str | None, said: dict[str, Any] | None, hearing: dict[str, Any] | None
) -> JudgeMark:
    """The same from the parts of a run and a transcript that say it: whole documents are long to read."""
    asked = said or {}
    return mark_of(
        judge, model, asked.get("prompt_fingerprint"), asked.get("parameters"), {"hearing": hearing}
    )


def judge_key_of(session: Session, run: Run) -> str:
    return mark_of_run(session, run).key


def mark_of_judge(judge: Judge, heard: dict[str, Any]) -> JudgeMark:
    """The mark of a judge as it would read a transcript that was heard so."""
    prompt: str | None = getattr(judge, "prompt_fingerprint", None)
    parameters: dict[str, float] | None = getattr(judge, "parameters", None)
    return mark_of(judge.name, judge.model, prompt, parameters, heard)
