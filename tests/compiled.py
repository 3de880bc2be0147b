"""A statement is turned into SQL once for all databases of a kind.

The program has one engine a process, which remembers what it compiled. Tests open thousands, and would spend
half of their time on compiling the same statements for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from service.db import engine as product

ROOM = 5000
"""Statements that are remembered; the program itself knows some two thousand."""


@contextmanager
def compiled_once() -> Iterator[None]:
    """Meanwhile the engines of a kind share their dialect, to which compiled statements belong, and those."""
    make, shared = product.sqlalchemy_engine, dict[str, tuple[Any, Any]]()

    def sharing(url: str, **options: Any) -> Engine:
        made = make(url, **options)
        kind = made.dialect.name
        if kind in shared:
            made.dialect, made._compiled_cache = shared[kind]
        else:
            made._compiled_cache = LRUCache(ROOM)
            # Not before: with its first connection a dialect learns about its server.
            event.listen(
                made, "connect", lambda *_: shared.setdefault(kind, (made.dialect, made._compiled_cache))
            )
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product, "sqlalchemy_engine", sharing)
        yield
