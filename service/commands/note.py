"""`sidetone note …`: the coaching note of a rep's week: have it written, read it, release it."""

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput, NotReady
from scoring.visible import visible
from service.commands.installation import ACTOR, Installation, installation
from service.commands.streams import print_json

if TYPE_CHECKING:
    from service.coaching.views import NoteView

app = typer.Typer(help="Coaching notes: one for a rep and week.", no_args_is_help=True)
Rep = Annotated[str, typer.Argument(help="Whose, by external id or e-mail.", metavar="REP")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
LOOKS = 0.5
PARTS = (
    ("Went well", "strength", "strength_quote"),
    ("To work on", "happened", "happened_quote"),
    ("Why it matters", "matters", ""),
    ("Say instead", "say_instead", ""),
    ("Practise", "practice", ""),
    ("A question", "question", ""),
)


@app.command("ask")
def ask(
    rep: Rep,
    week: Annotated[
        str | None, typer.Option(help="Any day of the week; else this week.", metavar="DATE")
    ] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for it.")] = 120,
    as_json: AsJson = False,
) -> None:
    """Have the note of a week written from the rep's reviewed calls, and print it.

    A draft that is there is written anew. A worker has to run (`sidetone serve`).
    """
    from service.calls.details import monday
    from service.coaching.actions import ask_for_note
    from service.coaching.queries import note_row
    from service.coaching.views import note_view
    from service.db.base import now
    from service.frame.weeks import week_of
    from service.people.queries import find_rep

    asked = monday(now().date()) if week is None else week_of(week)
    with installation() as here:
        with here.database.write() as session:
            person = find_rep(session, rep)
            if person is None:
                raise BadInput(f"Nobody here is called {rep}.", "`sidetone people list` shows who there is.")
            note = ask_for_note(session, here.engine, person, asked, ACTOR).public_id
        _wait_for(here, note, wait)
        with here.database.read() as session:
            view = note_view(*note_row(session, note))
    _print(view, as_json)


@app.command("list")
def list_notes(rep: Rep, as_json: AsJson = False) -> None:
    """Print the rep's notes, the newest week first."""
    from pydantic import TypeAdapter

    from service.coaching.queries import notes_of
    from service.coaching.views import NoteView
    from service.people.queries import find_rep

    with installation() as here, here.database.read() as session:
        person = find_rep(session, rep)
        if person is None:
            raise BadInput(f"Nobody here is called {rep}.", "`sidetone people list` shows who there is.")
        views = notes_of(session, person)
    if as_json:
        typer.echo(TypeAdapter(list[NoteView]).dump_json(views, indent=2).decode())
        return
    if not views:
        typer.echo("There is no note yet: `sidetone note ask REP`.")
    for view in views:
        _print(view, as_json=False)


@app.command("release")
def release(note: Annotated[str, typer.Argument(help="The note's id.", metavar="NOTE")]) -> None:
    """Show a note to its rep. Its words are not changed after that."""
    from service.coaching.actions import release as show_to_rep
    from service.coaching.queries import note_row

    with installation() as here, here.database.write() as session:
        row, person = note_row(session, note)
        show_to_rep(session, row, ACTOR)
        typer.echo(visible(f"The note is released to {person.name}."))


def _wait_for(here: Installation, note: str, seconds: float) -> None:
    from service.coaching.queries import note_row

    deadline = time.monotonic() + seconds
    while True:
        with here.database.read() as session:
            if note_row(session, note)[0].document is not None:
                return
        if time.monotonic() >= deadline:
            raise NotReady(
                "The note is queued and not written yet.",
                "`sidetone status` shows whether a worker runs; `sidetone note list` shows the note later.",
            )
        time.sleep(LOOKS)


def _print(view: "NoteView", as_json: bool) -> None:
    if as_json:
        print_json(view.model_dump_json(indent=2))
        return
    from service.frame.weeks import written

    console = Console(highlight=False, markup=False)
    console.print(f"Coaching note {view.id}", style="bold")
    console.print(f"Week of {written(view.week)}, {view.state}, from {len(view.calls)} reviewed calls")
    if view.note is None:
        console.print("It is being written.")
        return
    for title, part, quoted in PARTS:
        text = getattr(view.note, part)
        if not text:
            continue
        console.print(f"\n{title}", style="bold")
        console.print(visible(text))
        quote = getattr(view.note, quoted) if quoted else None
        if quote is not None:
            console.print(visible(f"“{quote.words}”"), style="italic")
    if view.note.drill is not None:
        console.print(f"\nAn exercise that fits: {view.note.drill.name}", style="bold")
        console.print(visible(view.note.drill.how))
    whose = f"{view.note.model}" if view.note.made_by == "model" else "the form, no language model"
    console.print(f"\nWords: {visible(whose)}", style="dim")
    for warning in view.warnings:
        console.print(f"Look at: {visible(warning)}", style="yellow")
