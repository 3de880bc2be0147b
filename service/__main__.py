"""The command line: `sidetone COMMAND`. Each command is a file in `commands/`."""

import sys

import typer
from rich.console import Console

from scoring.errors import SidetoneError
from scoring.visible import visible
from service.commands import (
    access,
    agreement,
    audit,
    backup,
    bench,
    calibrate,
    cancel,
    chaos,
    doctor,
    held,
    import_calls,
    join,
    log,
    metrics,
    migrate,
    milestone,
    note,
    people,
    privacy,
    redteam,
    retry,
    review,
    rubric,
    sample,
    schema,
    serve,
    settings,
    status,
    sweep,
    trend,
    watch,
    worker,
)
from service.commands.streams import standard_streams

app = typer.Typer(
    name="sidetone",
    help="Call reviews with evidence: recordings in, scorecards out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("review")(review.review)
app.command("join")(join.join)
app.add_typer(rubric.app, name="rubric")
app.command("doctor")(doctor.doctor)
app.command("settings")(settings.settings)
app.command("schema")(schema.schema)
app.command("trend")(trend.trend)
app.command("milestone")(milestone.milestone)
app.command("agreement")(agreement.agreement)
app.add_typer(calibrate.app, name="calibrate")
app.command("redteam")(redteam.redteam)
app.add_typer(bench.app, name="bench")
app.command("chaos")(chaos.chaos)
for say in (access.first_admin, access.password, access.invite, access.role, access.leave):
    people.app.command(say.__name__.replace("_", "-"))(say)
app.add_typer(people.app, name="people")
app.add_typer(note.app, name="note")
app.command("import")(import_calls.import_calls)
app.command("watch")(watch.watch)
app.add_typer(held.app, name="held")
app.add_typer(log.app, name="log")
app.add_typer(sample.app, name="sample")
app.add_typer(metrics.app, name="metrics")
app.command("migrate")(migrate.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(privacy.export_app, name="export")
app.command("erase")(privacy.erase)
app.add_typer(privacy.hold_app, name="hold")
app.command("retention")(privacy.retention)
app.command("sweep")(sweep.sweep)
app.add_typer(audit.app, name="audit")
app.command("serve")(serve.serve)
app.command("web", hidden=True)(serve.web)
app.command("worker")(worker.worker)
app.command("status")(status.status)
app.command("retry")(retry.retry)
app.command("cancel")(cancel.cancel)


def main() -> None:
    """Entry point of the `sidetone` program: an error is two lines for a person, not a trace."""
    with standard_streams():
        try:
            app()
        except SidetoneError as error:
            console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
            console.print(visible(error.message), style="bold")
            for line in error.next_step.splitlines():
                console.print(visible(line))
            sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
