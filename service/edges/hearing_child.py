"""`python -m service.edges.hearing_child`: the process that hears, with a speech model loaded once."""

import argparse
from pathlib import Path

from service.edges.hearing_process import serve
from service.edges.speech_models import find_model
from service.edges.transcriber import Ears


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--longest", type=float, required=True, help="seconds of sound")
    given, _ = parser.parse_known_args()

    def make_ears() -> Ears:
        model = find_model(given.model, folder=given.folder, cache=given.cache)
        return Ears(model, threads=given.threads, longest=given.longest)

    serve(make_ears)


if __name__ == "__main__":
    main()
