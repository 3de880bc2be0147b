"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version, as it stands in every document the program writes."""
    try:
        return version("sidetone-review")
    except PackageNotFoundError:
        return "unknown"
