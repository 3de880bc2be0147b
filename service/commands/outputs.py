"""Where a review is written: JSON, a page, or only the screen. Checked before any work begins."""

import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rich.console import Console

from scoring.errors import BadInput, BadRecording
from scoring.review import Review
from scoring.visible import visible
from service.reports.terminal import print_review

STANDARD_OUTPUT = Path("-")


@dataclass
class Outputs:
    """The files a run of `sidetone review` writes; each appears whole or not at all."""

    json: Path | None
    html: Path | None
    several: bool
    written: list[Path] = field(default_factory=list)

    @classmethod
    def prepare(cls, json: Path | None, html: Path | None, files: list[Path]) -> Self:
        """Raises BadInput where something could not be written later, before an hour of work is lost."""
        several = len(files) > 1
        if several and html is not None:
            html.mkdir(parents=True, exist_ok=True)
            twice = {file.stem for file in files if [other.stem for other in files].count(file.stem) > 1}
            if twice:
                raise BadInput(
                    f"Two recordings would write the same page: {', '.join(sorted(twice))}.html.",
                    "Review them one after the other, or rename one.",
                )
        for target in (json, html):
            if target is not None and target != STANDARD_OUTPUT:
                _writable(target, folder=several and target is html)
        return cls(json, html, several)

    def show(self, review: Review, *, explain: bool) -> None:
        """Prints the review, unless its JSON goes there. A reader who has seen enough stops nothing."""
        if self.json == STANDARD_OUTPUT:
            return
        try:
            print_review(review, Console(), explain=explain)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still to be printed goes nowhere; the files that were asked for are written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def write_page(self, file: Path, review: Review) -> None:
        """The self-contained page of one call. A file that could not be heard at all has none."""
        if self.html is None or review.call is None:
            return
        from service.edges.playable import playable_copy
        from service.reports.html import render

        try:
            clip = playable_copy(file)
        except BadRecording:
            clip = None  # the page is worth having without its sound, and says that there is none
        self._write(self.html / f"{file.stem}.html" if self.several else self.html, render(review, clip))

    def write_json(self, reviews: list[Review]) -> None:
        """One document, or an array of several."""
        if self.json is None:
            return
        documents = [review.model_dump(mode="json") for review in reviews]
        text = json.dumps(documents if self.several else documents[0], indent=2, ensure_ascii=False) + "\n"
        if self.json == STANDARD_OUTPUT:
            sys.stdout.write(text)
        else:
            self._write(self.json, text)

    def tell(self, console: Console) -> None:
        for path in self.written:
            console.print(f"Written: {visible(str(path))}", markup=False, highlight=False)

    def _write(self, path: Path, text: str) -> None:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".sidetone-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
        self.written.append(path)


def _writable(target: Path, *, folder: bool) -> None:
    parent = target if folder else target.parent
    if not parent.is_dir():
        raise BadInput(f"There is no folder {parent} to write into.", "Create it, or name another place.")
    if not folder and target.is_dir():
        raise BadInput(f"{target} is a folder.", "Name a file to write to.")
    if not os.access(parent, os.W_OK):
        raise BadInput(f"The folder {parent} can't be written to.", "Name another place.")
