"""The command line: `sidetone COMMAND`."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """Entry point of the `sidetone` program."""
    app()


if __name__ == "__main__":
    main()
