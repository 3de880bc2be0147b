"""The name under which a reading is kept: the same question to the same model is not asked twice."""

from collections.abc import Mapping
from typing import Any

from scoring.applies import required
from scoring.asking.replies import REPLY_SCHEMA
from scoring.judgement import JudgeRequest
from scoring.prompts import Prompt
from scoring.record import fingerprint


def cache_key(
    request: JudgeRequest, prompt: Prompt, model: str, parameters: Mapping[str, Any], reading: int = 1
) -> str:
    """SHA-256 over all that the answer depends on: model, prompt, criterion, statements, call, parameters.

    `reading` counts from 1: the second of three readings is another question than the first.
    """
    rubric, criterion = request.rubric, request.criterion
    statements = [rubric.statement(item.statement) for item in criterion.items if item.statement]
    return fingerprint(
        {
            "model": model,
            "prompt": prompt.fingerprint(),
            "schema": REPLY_SCHEMA,
            "criterion": rubric.criterion_fingerprint(criterion.key),
            "statements": [statement.model_dump(mode="json") for statement in statements],
            "transcript": request.transcript.fingerprint(),
            "direction": request.facts.direction,
            "required": [required(statement, request.facts, request.transcript) for statement in statements],
            "parameters": dict(parameters),
            "reading": reading,
        }
    )
