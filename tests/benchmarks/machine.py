"""What a measurement was made on, and how busy it was; printed above every result."""

import os
import platform
import sys
from pathlib import Path


def say_machine() -> None:
    """Cores, memory, Python and the load of the last minute."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cpu = next((line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if "model name" in line), "?")
    sys.stdout.write(
        f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GB, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}\n"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []
