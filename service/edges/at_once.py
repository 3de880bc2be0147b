"""Several iterations at once, each in a thread of its own; their results are taken as they come."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def at_once(makers: Sequence[Callable[[], Iterable[T]]]) -> Iterator[tuple[int, T]]:
    """Each result with the place of the iteration it is from; those of one iteration come in order.

    What one of them raises is raised here, and the others end after their next result; so they do where
    nobody asks for more.
    """
    arrived: SimpleQueue[tuple[int, T | None, BaseException | None]] = SimpleQueue()
    enough = Event()

    def run(place: int, make: Callable[[], Iterable[T]]) -> None:
        try:
            for result in make():
                arrived.put((place, result, None))
                if enough.is_set():
                    return
            arrived.put((place, None, None))
        except BaseException as error:
            arrived.put((place, None, error))

    threads = [Thread(target=run, args=(place, make), daemon=True) for place, make in enumerate(makers)]
    for thread in threads:
        thread.start()
    try:
        running = len(threads)
        while running:
            place, result, error = arrived.get()
            if error is not None:
                raise error
            if result is None:
                running -= 1
            else:
                yield place, result
    finally:
        enough.set()
        for thread in threads:
            thread.join()
