"""Progress of a long job on standard error: a bar with an estimate, or plain lines where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

Progress = Callable[[str, float], None]
"""Called with what is being done and the share (0–1) of it that is done."""


@contextmanager
def show_progress(name: str) -> Iterator[Progress]:
    """Shows how far the work on `name` is. Every step has a bar of its own, from empty to full."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(console, name)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left", style="dim"),
        TimeRemainingColumn(compact=True),
    )
    with Bars(*columns, console=console, transient=True, expand=True) as bars:
        task = bars.add_task(name, total=1.0)
        current = ""

        def tell(step: str, share: float) -> None:
            nonlocal current
            if step != current:
                current = step
                bars.reset(task, description=f"{name}: {step}", total=1.0)
            bars.update(task, completed=share)

        yield tell


def _lines(console: Console, name: str) -> Progress:
    """One line when a step begins: a log stays readable."""
    said: set[str] = set()

    def tell(step: str, _share: float) -> None:
        if step not in said:
            said.add(step)
            console.print(f"{name}: {step}", markup=False, highlight=False)

    return tell
