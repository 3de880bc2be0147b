"""`sidetone status`: who is working, what waits, what ended without a score."""

import json as jsonlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from scoring.formats import counted
from scoring.visible import visible
from service.commands.installation import installation
from service.commands.streams import print_json

if TYPE_CHECKING:
    from service.standing import Standing


def status(
    json: Annotated[bool, typer.Option("--json", help="Write it as JSON to standard output.")] = False,
) -> None:
    """Show the workers, the calls by state, and the calls that need somebody.

    Exit code: 0 somebody is working or nothing waits, 1 calls wait and nobody works.
    """
    from service.standing import standing

    with installation() as here, here.database.read() as session:
        found = standing(session, here.settings.worker_silence)
    if json:
        print_json(jsonlib.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        show(found, Console(highlight=False, markup=False, soft_wrap=True))
    raise typer.Exit(1 if found.unattended else 0)


def show(found: "Standing", console: Console) -> None:
    """The standing as a person reads it."""
    workers = Table("worker", "queues", "heard of", title="Workers", title_justify="left")
    for worker in found.workers:
        ago = f"{worker.seconds_ago:.0f} s ago" + ("" if worker.alive else " (silent)")
        workers.add_row(visible(worker.executor), worker.queues, ago)
    console.print(workers if found.workers else "No worker is running: start `sidetone serve`.")
    calls = Table("state", "calls", title="Calls", title_justify="left")
    for state, number in found.calls.items():
        calls.add_row(state, str(number))
    console.print(calls if found.calls else "There are no calls yet.")
    if found.oldest_waiting is not None:
        console.print(f"The oldest call in work came {found.oldest_waiting:.0f} s ago.")
    for away in found.judge:
        waiting = counted(found.calls.get("waiting_for_judge", 0), "call")
        console.print(visible(f"{away.model} at {away.server}, since {away.since}: {away.message}"))
        console.print(f"  → {waiting} waiting. {visible(away.next_step)}")
    for trouble in found.troubles:
        console.print(f"{trouble.call}  {trouble.state}: {visible(trouble.message)}")
        if trouble.next_step:
            console.print(f"  → {visible(trouble.next_step)}")
