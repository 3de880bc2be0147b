"""Reads the shipped files into objects. The only file of the core that opens files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from scoring.errors import PromptInvalid, RubricInvalid
from scoring.record import fingerprint
from scoring.rubric import Rubric

try:  # a PyYAML built without libyaml reads the same, ten times slower
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

LONGEST = 1_000_000
"""Characters, and bytes, a rubric file may have; the shipped one has about 60,000."""
MOST_VALUES = 50_000
"""Values a rubric may hold once its aliases are written out: a few lines of YAML can mean billions."""

DEEPEST = 30
"""Levels of nesting; libyaml builds nodes by recursion in C, where brackets enough end the process."""

FOLDERS = (Path(__file__).parent / "shipped" / "rubrics", Path(__file__).parents[1] / "rubrics")
"""Where rubrics lie in an installed package and in a clone."""

PINS = "fingerprints.txt"
"""Beside the rubrics: the fingerprint of each published version."""

PROMPTS = tuple(folder.parent / "prompts" for folder in FOLDERS)
"""Where prompts lie, likewise."""

_NAME = re.compile(r"(?P<slug>[a-z0-9][a-z0-9-]*)(@(?P<version>[0-9]+))?")


Key = str | int
Lines = Mapping[tuple[Key, ...], int]
"""Path of keys and places in a list → its line in the file, counted from 1."""


@dataclass(frozen=True)
class Source:
    """A parsed rubric file, and in which line each of its values stands."""

    document: dict[str, Any]
    lines: Lines

    def line(self, path: tuple[Key, ...]) -> int:
        """The line of a value; for one that is missing, the line of what it is missing in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class StrictLoader(Loader):
    """YAML without surprises: a key stands once, and nothing is merged in from elsewhere."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[Any, yaml.Node] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            try:
                first = seen.setdefault(key, key_node)
            except TypeError as error:
                raise yaml.MarkedYAMLError(
                    None, None, "a key has to be a word", key_node.start_mark
                ) from error
            if first is not key_node:
                line = first.start_mark.line + 1
                raise yaml.MarkedYAMLError(
                    None,
                    None,
                    f"`{key}` stands here a second time (first in line {line})",
                    key_node.start_mark,
                )
        return super().construct_mapping(node, deep)


def load_rubric(slug_or_path: str | Path, version: int | None = None) -> Rubric:
    """A shipped rubric by name (`b2b-discovery`, `b2b-discovery@1`: without a version the newest) or a file.

    Raises RubricInvalid, with a line for each mistake, where there is none or it cannot be used.
    """
    file = _file(slug_or_path, version)
    name = str(slug_or_path)
    try:
        source = rubric_source(read_rubric(file), name)
    except Unreadable as error:
        raise RubricInvalid(name, [str(error)]) from error
    if file.parent.parent in FOLDERS:
        refuse_changed(file, source.document)
    try:
        return Rubric.from_document(source.document)
    except ValidationError as error:
        raise RubricInvalid(name, [_line(problem, source) for problem in error.errors()]) from error


class Unreadable(Exception):
    """A file that holds no text to read; the message says why."""


def read_rubric(file: Path) -> str:
    """The text of a rubric file, never more than LONGEST bytes of it. Raises Unreadable."""
    try:
        if file.exists() and not file.is_file():
            raise Unreadable("is no file: a rubric is read from a plain file, not from a folder or a device")
        with file.open("rb") as opened:
            content = opened.read(LONGEST + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if len(content) > LONGEST:
        raise Unreadable(f"is longer than {LONGEST:,} bytes, which no rubric is")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("is not a text in UTF-8") from error


def shipped_rubrics() -> Iterator[dict[str, Any]]:
    """The parsed documents of all rubrics that come with the program, each version of each.

    Raises RubricInvalid for one whose file was changed after it was published.
    """
    for folder in FOLDERS:
        for rubric in sorted(folder.glob("*")):
            for _, file in sorted(_versions(rubric).items()):
                document = rubric_document(file.read_text(encoding="utf-8"), file.name)
                refuse_changed(file, document)
                yield document


def refuse_changed(file: Path, document: dict[str, Any]) -> None:
    """Raises RubricInvalid where a published file says something else than when it was published."""
    name = f"{file.parent.name}@{file.stem}"
    published = _pinned(file.parents[1]).get(name)
    if published is not None and published != fingerprint(document):
        raise RubricInvalid(
            name,
            [
                f"{file} was changed on disk after it was published. "
                "Scores rest on what was published, and a published version never changes. "
                f"Put the file back as it was, and give what you changed the next number: {file.parent.name}/"
                f"{int(file.stem) + 1}.yaml.",
            ],
        )


def _pinned(folder: Path) -> dict[str, str]:
    """Slug and version → the fingerprint it was published with; nothing where none were written down."""
    try:
        lines = (folder / PINS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))


def rubric_document(text: str, name: str = "rubric") -> dict[str, Any]:
    """The parsed YAML of a rubric. Raises RubricInvalid as `rubric_source` does."""
    return rubric_source(text, name).document


def rubric_source(text: str, name: str = "rubric") -> Source:
    """Parses a rubric file. Raises RubricInvalid for what is not YAML, too large or no mapping."""
    if len(text) > LONGEST:
        raise RubricInvalid(name, [f"{len(text):,} characters; at most {LONGEST:,} are read"])
    try:
        _refuse_depth(text, name)
        loader = StrictLoader(text)
        root = loader.get_single_node()
        if root is not None and count_values(root) > MOST_VALUES:
            raise RubricInvalid(name, [f"more than {MOST_VALUES:,} values once its aliases are written out"])
        document = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise RubricInvalid(name, [yaml_mistake(error)]) from error
    except ValueError as error:
        raise RubricInvalid(name, [f"cannot be read as YAML: {error}"]) from error
    if root is None or not isinstance(document, dict):
        raise RubricInvalid(name, ["a rubric is a mapping that begins with `slug:` and `version:`"])
    return Source(document, dict(_lines(root, ())))


def _refuse_depth(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=StrictLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise RubricInvalid(name, [f"line {line}: nested too deeply to be a rubric"])


def _lines(node: yaml.Node, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            word = int(key.value) if key.value.isdecimal() else key.value
            yield from _lines(value, (*path, word))
            yield (*path, word), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _lines(value, (*path, place))


def count_values(root: yaml.Node) -> int:
    """How many values the document has with every alias written out; stops counting past the limit."""
    count = 0
    waiting = [root]
    while waiting and count <= MOST_VALUES:
        node = waiting.pop()
        count += 1
        waiting += children(node)
    return count


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (part for pair in node.value for part in pair)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def yaml_mistake(error: yaml.YAMLError) -> str:
    """What the YAML reader stumbled over, with its line."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem or error.context}"
    return str(error).splitlines()[0]


def _file(slug_or_path: str | Path, version: int | None) -> Path:
    name = _NAME.fullmatch(str(slug_or_path))
    if isinstance(slug_or_path, Path) or name is None:
        return Path(slug_or_path)
    wanted = version if version is not None else name["version"]
    for folder in FOLDERS:
        versions = _versions(folder / name["slug"])
        if wanted is None and versions:
            return versions[max(versions)]
        if wanted is not None and int(wanted) in versions:
            return versions[int(wanted)]
    raise RubricInvalid(str(slug_or_path), [_not_there(name["slug"])])


def shipped_prompt(name: str, version: int | None = None) -> tuple[str, str]:
    """Name and text of a shipped prompt file, without a version the newest. Raises PromptInvalid."""
    for folder in PROMPTS:
        versions = _versions(folder / name, "md")
        wanted = max(versions, default=0) if version is None else version
        if wanted in versions:
            return f"prompts/{name}/{wanted}.md", versions[wanted].read_text(encoding="utf-8")
    raise PromptInvalid(name, "no such prompt comes with the program")


def _versions(folder: Path, ending: str = "yaml") -> dict[int, Path]:
    return {int(file.stem): file for file in folder.glob(f"*.{ending}") if file.stem.isdecimal()}


def _not_there(slug: str) -> str:
    known = [
        f"{rubric.name}@{version}"
        for folder in FOLDERS
        for rubric in sorted(folder.glob("*"))
        for version in sorted(_versions(rubric))
    ]
    return f"no rubric is called {slug}; there are {', '.join(known) or 'none'}, or name a file"


def _line(problem: Any, source: Source) -> str:
    place = ".".join(str(part) for part in problem["loc"]) or "rubric"
    return f"line {source.line(problem['loc'])}, {place}: {problem['msg'].removeprefix('Value error, ')}"
