"""Prints the seconds of each step of a review, for the fixture calls: python -m tests.benchmarks.review_steps

Each call is reviewed once with a model that is already loaded, as in a run over several files. Processor
seconds are printed beside wall seconds: on a busy machine only they compare.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scoring.library import load_rubric
from scoring.reviewing import Scoring, review
from service.edges.offline_judge import OfflineJudge
from service.edges.playable import playable_copy
from service.edges.speech_models import find_model
from service.edges.transcriber import Ears
from service.reports.html import render
from service.settings import Settings

CALLS = Path(__file__).resolve().parents[2] / "fixtures" / "calls"
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """The result, wall seconds and processor seconds of some work."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    settings = Settings()
    say(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}")
    model = find_model(settings.speech_model, folder=None, cache=settings.home / "models")
    ears, wall, processor = timed(lambda: Ears(model))
    scoring = Scoring(rubric=load_rubric("b2b-discovery"), judge=OfflineJudge())
    say(f"loading {model.name}: {wall:.1f} s wall, {processor:.1f} s processor")
    say(f"{'call':24} {'sound':>6} {'decode':>7} {'hear':>7} {'processor':>10} {'judge':>6} {'page':>6}")
    for file in sorted(CALLS.glob("*/call.opus")):
        heard, _, processor = timed(lambda file=file: ears.hear(file))  # type: ignore[misc]
        document, judging, _ = timed(lambda heard=heard: review(heard, None, scoring))  # type: ignore[misc]
        _, page, _ = timed(lambda file=file, d=document: render(d, playable_copy(file)))  # type: ignore[misc]
        say(
            f"{file.parent.name:24} {heard.call.duration:6.0f} {heard.decoding_seconds:7.2f} "
            f"{heard.hearing_seconds:7.1f} {processor:10.1f} {judging:6.2f} {page:6.1f}  {document.status}"
        )


if __name__ == "__main__":
    main()
