"""What was worked out from rows that never change, kept by this process for the next request."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Kept(Generic[Found]):
    """So many of them at most: what was not asked for the longest goes.

    The key names rows that never change, by their public ids: another database has others, and what was
    deleted is not asked for any more.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[str, Found] = OrderedDict()
        self._lock = Lock()

    def all_of(
        self, keys: Collection[str], work_out: Callable[[list[str]], Mapping[str, Found]]
    ) -> dict[str, Found]:
        """Each key's own; those that are not kept are worked out together."""
        with self._lock:
            there = {key: self._found[key] for key in keys if key in self._found}
            for key in there:
                self._found.move_to_end(key)
        missing = [key for key in keys if key not in there]
        if missing:
            made = work_out(missing)
            there.update(made)
            with self._lock:
                self._found.update(made)
                while len(self._found) > self._most:
                    self._found.popitem(last=False)
        return there

    def one(self, key: str, work_out: Callable[[], Found]) -> Found:
        return self.all_of([key], lambda _: {key: work_out()})[key]
