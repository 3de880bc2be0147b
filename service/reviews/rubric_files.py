"""A rubric out of the database as the file it was: YAML that reads back to the same fingerprint."""

from typing import Any, get_args

import yaml
from pydantic import BaseModel

from scoring.rubric import Rubric

WIDTH = 110


def rubric_file(document: dict[str, Any]) -> str:
    """The YAML of a published rubric. Comments of the file it came from were never part of it."""
    return yaml.dump(
        in_order(document, Rubric),
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=False,
    )


def in_order(value: Any, kind: Any) -> Any:
    """The value with its keys in the order in which the model declares them: PostgreSQL keeps none.

    Keys that are numbers in the file (levels) come back as numbers.
    """
    if isinstance(value, list):
        return [in_order(one, kind) for one in value]
    if not isinstance(value, dict):
        return value
    model = _model_in(kind)
    if model is None or not set(value) <= set(model.model_fields):
        numbered = {int(key) if key.isdigit() else key: one for key, one in value.items()}
        return {
            key: in_order(one, kind) for key, one in sorted(numbered.items(), key=lambda pair: str(pair[0]))
        }
    fields = model.model_fields
    return {name: in_order(value[name], fields[name].annotation) for name in fields if name in value}


def _model_in(kind: Any) -> type[BaseModel] | None:
    """The model a type is, or holds: `tuple[Item, ...]` and `Item | None` hold Item."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((model for inner in get_args(kind) if (model := _model_in(inner))), None)


class _Writer(yaml.SafeDumper):
    """Lists stand under their key, indented; long texts are folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    style = ">" if len(text) > WIDTH and text == text.strip() and "\n" not in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)
