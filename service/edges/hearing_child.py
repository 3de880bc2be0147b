"""`python -m service.edges.hearing_child`: the process that hears, with a speech model loaded once."""

import argparse
from pathlib import Path

from service.edges.hearing_process import serve
from service.edges.speech_models import find_model
from service.edges.transcriber import Ears
from service.edges.voice_model import find_voice_model


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--model", required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--longest", type=float, required=True, help="seconds of sound")
    parser.add_argument("--voices", type=Path)
    parser.add_argument("--hotwords", default="")
    given, _ = parser.parse_known_args()

    def make_ears() -> Ears:
        model = find_model(given.model, folder=given.folder, cache=given.cache)
        voices = find_voice_model(given.voices, cache=given.cache)
        return Ears(
            model, threads=given.threads, longest=given.longest, hotwords=given.hotwords, voices=voices
        )

    serve(make_ears)


if __name__ == "__main__":
    main()
