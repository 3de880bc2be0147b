"""Where a review is written: JSON, a page, or only the screen. Checked before any work begins."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rich.console import Console

from scoring.errors import BadInput, BadRecording
from scoring.review import Review
from scoring.visible import visible
from service.commands.streams import drop_output, print_json
from service.commands.targets import check_writable, make_folder, replace, same_file, why
from service.reports.terminal import print_review

STANDARD_OUTPUT = Path("-")


@dataclass
class Outputs:
    """The files a run of `sidetone review` writes; each appears whole or not at all.

    `troubles` has a line for each thing that was asked for and could not be written.
    """

    json: Path | None
    html: Path | None
    several: bool
    written: list[Path] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @classmethod
    def prepare(cls, json: Path | None, html: Path | None, files: list[Path]) -> Self:
        """Raises BadInput where something could not be written later, before an hour of work is lost.

        Nothing is touched until every name was looked at: no target is a recording or another target.
        """
        outputs = cls(json, html, several=len(files) > 1)
        if html == STANDARD_OUTPUT:
            raise BadInput("A page can't go to standard output.", "Name a file: --html review.html")
        outputs._keep_apart(files)
        if json is not None and json != STANDARD_OUTPUT:
            check_writable(json)
        if html is not None and outputs.several:
            make_folder(html)
        elif html is not None:
            check_writable(html)
        return outputs

    def show(self, review: Review, *, explain: bool) -> None:
        """Prints the review, unless its JSON goes there. A screen that takes no more stops nothing."""
        if self.json == STANDARD_OUTPUT:
            return
        with self._printing():
            print_review(review, _Screen(), explain=explain)

    def write_page(self, file: Path, review: Review) -> None:
        """The self-contained page of one call. A file that could not be heard at all has none."""
        if self.html is None or review.call is None:
            return
        from service.edges.playable import playable_copy
        from service.reports.html import render

        try:
            clip = playable_copy(file)
        except (BadRecording, OSError):
            clip = None  # the page is worth having without its sound, and says that there is none
        self._write(self._page(file), render(review, clip))

    def write_json(self, reviews: list[Review]) -> None:
        """One document, or an array of several."""
        if self.json is None:
            return
        documents = [review.model_dump(mode="json") for review in reviews]
        document = documents if self.several else documents[0]
        if self.json == STANDARD_OUTPUT:
            with self._printing():
                print_json(json.dumps(document, indent=2, ensure_ascii=False))
        else:
            self._write(self.json, json.dumps(document, indent=2, ensure_ascii=False) + "\n")

    def tell(self, console: Console) -> None:
        for path in self.written:
            console.print(f"Written: {visible(str(path))}", markup=False, highlight=False, soft_wrap=True)
        for trouble in self.troubles:
            console.print(trouble, markup=False, highlight=False, soft_wrap=True)

    def _page(self, file: Path) -> Path:
        assert self.html is not None
        return self.html / f"{file.stem}.html" if self.several else self.html

    def _keep_apart(self, files: list[Path]) -> None:
        """Raises BadInput where writing would destroy a recording, or one target another."""
        pages = [] if self.html is None else [self._page(file) for file in files]
        twice = sorted({page.name for page in pages if self.several and pages.count(page) > 1})
        if twice:
            raise BadInput(
                f"Two recordings would write the same page: {', '.join(twice)}.",
                "Review them one after the other, or rename one.",
            )
        jsons = [] if self.json in (None, STANDARD_OUTPUT) else [self.json]
        for target in (*jsons, *pages):
            if any(same_file(target, file) for file in files):
                raise BadInput(
                    f"{target} is a recording to be reviewed, and would be overwritten.",
                    "Name another file to write to.",
                )
        if any(same_file(target, page) for target in jsons for page in (*pages, self.html)):
            raise BadInput(f"--json and --html both name {self.json}.", "Give each a file of its own.")

    @contextmanager
    def _printing(self) -> Iterator[None]:
        """A reader who has seen enough is no trouble; a screen that can't be written to is one."""
        try:
            yield
            sys.stdout.flush()
        except BrokenPipeError:
            drop_output()
        except OSError as error:
            drop_output()
            self.troubles.append(f"Standard output can't be written to: {why(error)}.")

    def _write(self, path: Path, text: str) -> None:
        try:
            replace(path, text)
        except OSError as error:
            self.troubles.append(f"Not written: {visible(str(path))}: {why(error)}.")
        else:
            self.written.append(path)


class _Screen(Console):
    """A console that leaves a closed pipe to us: rich's own ends the program, with files unwritten."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
