"""`sidetone chaos`: kills the service's own processes again and again and shows what that did: nothing."""

import secrets
import socket
import statistics
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from service.settings import Settings

if TYPE_CHECKING:
    from service.chaos.rounds import Round

STANDS = ("uploading", "received", "hearing", "judging", "scored", "weekly sums")


def chaos(
    rounds: Annotated[int, typer.Option(min=1, help="How many calls are disturbed.")] = 100,
    database: Annotated[
        str, typer.Option(help="An empty database to rehearse on; without it a temporary SQLite file.")
    ] = "",
    seed: Annotated[int | None, typer.Option(help="The same seed kills at the same moments.")] = None,
) -> None:
    """Kill web and workers at random moments, and hold every call to what it would have been.

    The sound is rehearsed, everything else is the real service. Exit code: 0 nothing was lost, doubled or
    changed, 1 something was.
    """
    from service.chaos.rounds import Rehearsal

    seed = secrets.randbelow(1_000_000) if seed is None else seed
    console = Console()
    with TemporaryDirectory(prefix="sidetone-chaos-") as folder:
        played = []
        with console.status("rehearsing") as status:
            for round_ in Rehearsal(rehearsal_settings(Path(folder), database), seed).play(rounds):
                played.append(round_)
                status.update(f"{len(played)} of {rounds}, {faults(played)} faults")
    console.print(table(played, f"{len(played)} rounds, seed {seed}"))
    raise typer.Exit(1 if faults(played) else 0)


def rehearsal_settings(folder: Path, database: str) -> Settings:
    """A service on its own in a folder, at a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return Settings(
        home=folder,
        database=database,
        host="127.0.0.1",
        port=port,
        api_token=SecretStr(secrets.token_urlsafe()),
        worker_silence=3,
        recordings="",
        rubric="b2b-discovery",
        rubrics_by_kind={},
        keep_free=0,
        keep_recordings=0,
        keep_transcripts=0,
        keep_notes=0,
        keep_plans=0,
    )


def faults(played: "Iterable[Round]") -> int:
    return sum(round_.fault is not None for round_ in played)


def table(played: "list[Round]", title: str) -> Table:
    """Where the calls stood when something was killed, and what became of them."""
    found = Table(title=title)
    for column in ("killed while", "calls", "scored", "lost", "doubled", "changed", "median s", "longest s"):
        found.add_column(column, justify="left" if column == "killed while" else "right")
    groups: dict[str, list[Round]] = defaultdict(list)
    for round_ in played:
        groups[round_.stood].append(round_)
    for stood in sorted(groups, key=lambda one: STANDS.index(one) if one in STANDS else len(STANDS)):
        _add(found, stood, groups[stood])
    found.add_section()
    _add(found, "all", played)
    return found


def _add(found: Table, name: str, rounds: "list[Round]") -> None:
    kinds = [sum(round_.fault == kind for round_ in rounds) for kind in (None, "lost", "doubled", "changed")]
    seconds = [round_.seconds for round_ in rounds]
    numbers = [len(rounds), *kinds, f"{statistics.median(seconds):.1f}", f"{max(seconds):.1f}"]
    found.add_row(name, *map(str, numbers))
