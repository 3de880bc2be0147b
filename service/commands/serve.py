"""`sidetone serve`: the whole service on one machine: web, workers, and a parent that keeps them running."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.errors import NotReady
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from service.supervisor import Child


LONGEST_GOODBYE = 5
"""Seconds a web process that is told to stop waits for answers that are still going out: a stream of events
would keep it for ever. An upload that is cut off then was not acknowledged."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else SIDETONE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else SIDETONE_PORT.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A company of invented people, in a home of its own.")
    ] = False,
) -> None:
    """Take recordings over HTTP and review them. Ctrl-C stops; nothing that was taken in is lost."""
    from service.demo.starting import demo_settings
    from service.lifeline import told_to_stop
    from service.operations.logs import log_as_json
    from service.operations.secrets import refuse_default_secrets
    from service.supervisor import supervise
    from service.upgrade import upgrade

    settings = demo_settings() if demo else read_settings()
    refuse_default_secrets(settings)
    if not demo:
        log_as_json()
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    if demo:
        show_demo(settings, host or settings.host, port or settings.port)
    refuse_nobody(settings)
    stopped = told_to_stop(with_parent=False)
    supervise(children(settings, host or settings.host, port or settings.port), stopped)


def show_demo(settings: Settings, host: str, port: int) -> None:
    """Makes the company of the demo where it is not there yet, and says how to come in."""
    from service.demo.members import MEMBERS, PASSWORD
    from service.demo.starting import is_made, make_company

    if not is_made(settings):
        typer.echo("Making a company of invented people and calls; this takes about a minute, once …")
        make_company(settings)
    typer.echo(f"A demo: http://{host}:{port}/sign-in, with the password “{PASSWORD}”, as")
    for one in MEMBERS:
        typer.echo(f"    {one.email:<28} {one.does}")
    typer.echo(
        f"All of it lies in {settings.home}; delete that folder to begin anew. No real recordings here."
    )


def refuse_nobody(settings: Settings) -> None:
    """Raises NotReady where nobody could come in: no token of the installation, no admin with a password."""
    from service.db.engine import Database
    from service.people.roles import admins_who_can_sign_in

    if settings.api_token.get_secret_value():
        return
    database = Database(settings.database_url)
    with database.read() as session:
        admins = admins_who_can_sign_in(session)
    database.close()
    if not admins:
        raise NotReady(
            "Nobody could sign in: there is no admin with a password.",
            "Make the first one: sidetone people first-admin --name NAME --email ADDRESS\n"
            "Or set SIDETONE_API_TOKEN, for programs.",
        )


def children(settings: Settings, host: str, port: int) -> "list[Child]":
    """The processes of a service: the web, a worker for all that is quick, and those that hear."""
    from service.supervisor import Child

    sidetone = [sys.executable, "-m", "service"]
    hearing = [*sidetone, "worker", "--with-parent", "--queues", "hearing"]
    return [
        Child("web", [*sidetone, "web", "--host", host, "--port", str(port)]),
        Child("worker", [*sidetone, "worker", "--with-parent", "--queues", "judging,rest"]),
        *(Child(f"hearing worker {number}", hearing) for number in range(1, settings.hearing_processes + 1)),
    ]


def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """The web process alone; `sidetone serve` starts it. Stops when standard input ends."""
    import uvicorn

    from service.app import create_app
    from service.lifeline import end_with_parent
    from service.operations.logs import log_as_json
    from service.operations.pauses import keep_for_good

    settings = read_settings()
    log_as_json()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=host or settings.host,
            port=port or settings.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=LONGEST_GOODBYE,
        )
    )

    keep_for_good()

    def leave() -> None:
        server.should_exit = True

    end_with_parent(leave)
    server.run()
