"""`sidetone serve`: the whole service on one machine: web, workers, and a parent that keeps them running."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from service.supervisor import Child


LONGEST_GOODBYE = 5
"""Seconds a web process that is told to stop waits for answers that are still going out: a stream of events
would keep it for ever. An upload that is cut off then was not acknowledged."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else SIDETONE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else SIDETONE_PORT.")] = None,
) -> None:
    """Take recordings over HTTP and review them. Ctrl-C stops; nothing that was taken in is lost."""
    from service.app import refuse_default_secrets
    from service.lifeline import told_to_stop
    from service.operations.logs import log_as_json
    from service.supervisor import supervise
    from service.upgrade import upgrade

    settings = read_settings()
    refuse_default_secrets(settings)
    log_as_json()
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    stopped = told_to_stop(with_parent=False)
    supervise(children(settings, host or settings.host, port or settings.port), stopped)


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
