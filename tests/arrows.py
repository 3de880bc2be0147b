"""Who may import whom, read from the source: each rule takes a folder and gives one line a violation."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

OURS = ("scoring", "service")
NOUNS = (
    *("people", "calls", "frame", "reviews", "trends", "calibration", "coaching", "plans", "metrics"),
    *("audit", "notices", "privacy", "rubrics"),
)
STATISTICS = ("scoring.agreement", "scoring.milestone")
FILE_READERS = ("scoring.library", "scoring.rubric_check")
WORLD = {
    *(
        "asyncio",
        "ftplib",
        "glob",
        "http",
        "logging",
        "multiprocessing",
        "os",
        "secrets",
        "shutil",
        "smtplib",
    ),
    *("socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"),
}
CLOCK = {"now", "utcnow", "today", "fromtimestamp"}
TOP_LEVEL = {
    *("service", "scoring", "rubrics", "prompts", "fixtures", "tests", "docs", ".ci"),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock", "run.py"),
    # SECURITY.md: where people who found a hole, and the sites that host code, look for how to report it.
    *("README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "NOTICE", "THIRD_PARTY.md"),
    *(".gitignore", ".gitattributes", ".editorconfig"),
}
LONGEST_FILE = 400
NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "core"}


class Import(NamedTuple):
    """One import statement: the module it stands in, what it brings, its place."""

    inside: str
    brings: str
    line: int
    late: bool

    def __str__(self) -> str:
        return f"{self.inside}:{self.line} imports {self.brings}"


def module_name(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def parsed(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module, Path]]:
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            yield module_name(file, root), syntax(file), file


@cache
def syntax(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imports(root: Path, *folders: str) -> Iterator[Import]:
    """Every import of every file; `from a import b` brings a.b, since b may be a module."""
    for module, _, file in parsed(root, *folders):
        yield from imports_of(file, module)


@cache
def imports_of(file: Path, module: str) -> tuple[Import, ...]:
    tree = syntax(file)
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    late = {id(inner) for outer in ast.walk(tree) if is_function(outer) for inner in ast.walk(outer)}
    return tuple(
        Import(module, brought, getattr(node, "lineno", 0), id(node) in late)
        for node in ast.walk(tree)
        for brought in names_brought(node, package)
    )


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def names_brought(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parents = package.split(".")[: 1 - node.level or None] if node.level else []
        origin = ".".join([*parents, *([node.module] if node.module else [])])
        yield from (f"{origin}.{alias.name}" for alias in node.names)


def scoring_never_imports_service(root: Path) -> list[str]:
    return [str(found) for found in imports(root, "scoring") if is_within(found.brings, "service")]


def scoring_stands_on_little(root: Path) -> list[str]:
    """The standard library and pydantic; yaml where files are read; numpy and scipy in the statistics."""
    return [str(found) for found in imports(root, "scoring") if not may_stand_on(found)]


def may_stand_on(found: Import) -> bool:
    origin = found.brings.partition(".")[0]
    if origin == "yaml":
        return found.inside in FILE_READERS
    if origin in ("numpy", "scipy"):
        return is_within(found.inside, *STATISTICS)
    return origin in (*OURS, "pydantic") or origin in sys.stdlib_module_names


def scoring_knows_no_world(root: Path) -> list[str]:
    """No clock, environment, file or network in the core: these come in as arguments."""
    doors = [
        str(found)
        for found in imports(root, "scoring")
        if found.brings.partition(".")[0] in WORLD and found.inside not in FILE_READERS
    ]
    calls = [
        f"{module}:{node.lineno} calls {ast.unparse(node.func)}"
        for module, tree, _ in parsed(root, "scoring")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and asks_the_world(node.func) and module not in FILE_READERS
    ]
    return doors + calls


def asks_the_world(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in {"open", "print", "input"}
    return isinstance(function, ast.Attribute) and function.attr in CLOCK | {
        *("open", "read_text", "read_bytes", "write_text", "write_bytes")
    }


def edges_import_scoring_only(root: Path) -> list[str]:
    allowed = ("scoring", "service.edges")
    return [
        str(found)
        for found in imports(root, "service/edges")
        if is_within(found.brings, *OURS) and not is_within(found.brings, *allowed)
    ]


def weights_table_stands_alone(root: Path) -> list[str]:
    """`run.py` reads it before anything is installed."""
    return [
        str(found)
        for found in imports(root, "service/edges")
        if found.inside == "service.edges.weights"
        and found.brings.partition(".")[0] not in sys.stdlib_module_names
    ]


def nouns_keep_off_each_others_pages(root: Path) -> list[str]:
    found = [found for noun in NOUNS for found in imports(root, f"service/{noun}")]
    return [str(one) for one in found if is_page_of_another(one)]


def is_page_of_another(found: Import) -> bool:
    own = ".".join(found.inside.split(".")[:2])
    pages = (f"service.{noun}.{face}" for noun in NOUNS for face in ("pages", "api"))
    return is_within(found.brings, *pages) and not is_within(found.brings, own)


def only_two_files_know_the_engine(root: Path) -> list[str]:
    return [
        str(found)
        for found in imports(root, *OURS)
        if is_within(found.brings, "dbos") and found.inside not in ("service.engine", "service.durable")
    ]


def commands_stand_on_top(root: Path) -> list[str]:
    """The command line may use everything; nothing but the entry point uses the command line."""
    top = ("service.commands", "service.__main__")
    return [
        str(found)
        for found in imports(root, *OURS)
        if is_within(found.brings, *top) and not is_within(found.inside, *top)
    ]


def our_modules_are_imported_early(root: Path) -> list[str]:
    """A late import hides a cycle. In the commands it keeps `--help` quick."""
    return [
        str(found)
        for found in imports(root, *OURS)
        if found.late and is_within(found.brings, *OURS) and not is_within(found.inside, "service.commands")
    ]


def files_are_short(root: Path) -> list[str]:
    files = [
        file for folder in (*OURS, "tests", "fixtures") for file in sorted((root / folder).rglob("*.py"))
    ]
    own = [file for file in files if not any(part.startswith(".") for part in file.relative_to(root).parts)]
    counted = [(file, len(file.read_text("utf-8").splitlines())) for file in (*own, root / "run.py")]
    return [f"{file.relative_to(root)} has {lines} lines" for file, lines in counted if lines > LONGEST_FILE]


def files_are_named_for_their_subject(root: Path) -> list[str]:
    found = (path for folder in (*OURS, "tests") for path in sorted((root / folder).rglob("*")))
    return [str(path.relative_to(root)) for path in found if path.stem.removeprefix("_") in NO_SUBJECT]


def nothing_is_left_undone(root: Path) -> list[str]:
    """No note to finish later stands in the product."""
    marks = re.compile(r"\b(TODO|FIXME|XXX|for now|simplified|placeholder|NotImplementedError)\b")
    files = [*(root / "scoring").rglob("*.py"), *(root / "service").rglob("*.py"), root / "run.py"]
    return [
        f"{file.relative_to(root)}:{number} says {match[1]}"
        for file in sorted(files)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if (match := marks.search(line))
    ]


def top_level_is_as_agreed(names: set[str]) -> list[str]:
    """`names` are the first parts of the paths that git keeps."""
    return sorted(names - TOP_LEVEL)


RULES: tuple[Callable[[Path], list[str]], ...] = (
    scoring_never_imports_service,
    scoring_stands_on_little,
    scoring_knows_no_world,
    edges_import_scoring_only,
    weights_table_stands_alone,
    nouns_keep_off_each_others_pages,
    only_two_files_know_the_engine,
    commands_stand_on_top,
    our_modules_are_imported_early,
    files_are_short,
    files_are_named_for_their_subject,
    nothing_is_left_undone,
)
