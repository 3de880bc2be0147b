"""A hearing process whose ears do what the recording says: `python -m tests.service.edges.scripted_ears`."""

import os
import tempfile
import time
from pathlib import Path

from scoring.errors import BadRecording, ModelMissing
from scoring.hearing import Heard
from service.edges.hearing_process import Progress, serve
from tests.service.spoken import heard


class ObedientEars:
    """Hears a text file with one word in it."""

    def hear(self, path: Path, *, progress: Progress) -> Heard:
        word = path.read_text("utf-8")
        left = Path(tempfile.mkdtemp(), "decoded")
        left.write_bytes(bytes(100))
        path.with_name("left at").write_text(str(left), "utf-8")
        path.with_name("heard by").write_text(str(os.getpid()), "utf-8")
        progress("hearing", 0.5)
        if word == "die":
            os._exit(9)
        if word == "take long":
            time.sleep(60)
        if word == "refuse":
            raise BadRecording("empty", "It is empty.", "Fetch it again.")
        if word == "no model":
            raise ModelMissing("There is no speech model.", "Get one.")
        if word == "break":
            raise ValueError("7 tracks")
        return heard()


if __name__ == "__main__":
    serve(ObedientEars)
