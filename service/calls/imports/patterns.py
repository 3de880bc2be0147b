"""What a file name says about a call: `{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.wav`.

A pattern is plain text with fields in braces. A field ends where the text after it begins (the last one takes
the rest), so that a name is read in one way only. `{*}` is anything, also nothing. `{start:…}` is a moment as
`strptime` writes it, `{start:epoch}` one in seconds since 1970.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter

from scoring.errors import BadInput
from service.calls import cells

FIELDS = ("external_id", "rep", "team", "kind", "outcome", "direction", "rep_channel", "start")
PRESETS = {
    "aws-pca": "{*}_GUID_{external_id}_AGENT_{rep}_DT{start:%Y-%m-%dT%H-%M-%S}{*}",
    "amazon-connect": "{external_id}_{start:%Y%m%dT%H:%M}_UTC{*}",
    "asterisk-in": "in-{rep}-{*}-{start:%Y%m%d-%H%M%S}-{external_id}.wav",
    "asterisk-out": "out-{*}-{rep}-{start:%Y%m%d-%H%M%S}-{external_id}.wav",
    "any": "{*}",
}
"""Shapes that telephone systems write, by name."""
FIXED = {
    "amazon-connect": {"zone": "UTC", "rep_channel": "right"},
    "asterisk-in": {"direction": "inbound"},
    "asterisk-out": {"direction": "outbound"},
}
"""What holds for every file of a preset, besides what its name says."""
DIRECTIVES = {
    **dict.fromkeys("mdHIMSy", r"\d{2}"),
    "Y": r"\d{4}",
    "j": r"\d{3}",
    "f": r"\d{1,6}",
    "p": r"[AaPp][Mm]",
    "b": r"[A-Za-z]{3}",
    "z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}
EPOCH = r"\d{9,10}"
LONGEST_NAME = 400


@dataclass(frozen=True)
class Pattern:
    """A pattern, ready to read names with."""

    text: str
    expression: "re.Pattern[str]"
    start: str | None
    fixed: dict[str, str]

    def read(self, name: str, zone: str, today: datetime) -> dict[str, object]:
        """What the name says, by field. Raises ValueError where it does not fit, or says what can't be."""
        match = self.expression.fullmatch(name) if len(name) <= LONGEST_NAME else None
        if match is None:
            raise ValueError(f"the name does not fit the pattern {self.text}")
        said: dict[str, object] = {"zone": zone, **self.fixed, **match.groupdict()}
        zone = str(said["zone"])
        if self.start is not None:
            said["start"] = cells.moment(_moment(match["start"], self.start, zone).isoformat(), zone, today)
        for field, reader in (("direction", cells.direction), ("rep_channel", cells.channel)):
            if field in said:
                said[field] = reader(str(said[field]))
        return said


def read_pattern(text: str) -> Pattern:
    """A pattern by its text, or a preset by its name. Raises BadInput, naming what is wrong in it."""
    template = PRESETS.get(text, text)
    if "{" not in template:
        known = ", ".join(PRESETS)
        raise BadInput(
            f"There is no pattern called {text!r}.", f"Choose from {known}, or write {{rep}}_{{*}}."
        )
    parts = list(_parts(template))
    fields = [field for _, field, _ in parts if field]
    twice = next((field for field in fields if field != "*" and fields.count(field) > 1), None)
    if twice is not None:
        raise BadInput(f"The pattern {template} has {{{twice}}} twice.")
    last = max((index for index, (_, field, _) in enumerate(parts) if field), default=0)
    expression, start = "", None
    for index, (literal, field, form) in enumerate(parts):
        expression += re.escape(literal)
        following = parts[index + 1][0] if index + 1 < len(parts) else ""
        if field == "start":
            start = form
            expression += f"(?P<start>{_start(form, template)})"
        elif field:
            if index != last and not following:
                raise BadInput(
                    f"In the pattern {template} nothing stands between {{{field}}} and the field after it.",
                    "Where the one ends and the other begins could not be told.",
                )
            expression += _field(field, "" if index == last else following)
    return Pattern(template, re.compile(expression), start, FIXED.get(text, {}))


def _parts(template: str) -> Iterator[tuple[str, str, str]]:
    """The text before each field, the field and its form; at the end only text."""
    try:
        for literal, field, form, conversion in Formatter().parse(template):
            if conversion or (field is not None and field not in (*FIELDS, "*")):
                raise BadInput(
                    f"The pattern {template} has {{{field}}}, which is no field.",
                    f"Fields: {', '.join(FIELDS)}, and * for anything.",
                )
            yield literal, field or "", form or ""
    except ValueError as error:
        raise BadInput(f"The pattern {template} can't be read: {error}.") from error


def _field(field: str, following: str) -> str:
    """A field up to the text that follows it. No backtracking: it can end at one place only."""
    one = f"(?:(?!{re.escape(following)})[^/])" if following else "[^/]"
    return f"{one}*" if field == "*" else f"(?P<{field}>{one}+)"


def _start(form: str, template: str) -> str:
    if form == "epoch":
        return EPOCH
    if not form:
        raise BadInput(
            f"The pattern {template} has {{start}} without a form.", "Write {start:%Y%m%dT%H%M%S}."
        )
    unknown = [code for code in re.findall(r"%(.?)", form.replace("%%", "")) if code not in DIRECTIVES]
    if unknown:
        raise BadInput(
            f"The pattern {template} has %{unknown[0]}, which is not read.",
            f"Read are {', '.join('%' + code for code in DIRECTIVES)}.",
        )
    if not any(day in form for day in ("%d", "%j")):
        raise BadInput(f"The pattern {template} has a {{start}} without a day.")
    return re.sub(
        r"%(.)|(.)", lambda part: DIRECTIVES[part[1]] if part[1] else re.escape(part[2]), form, flags=re.S
    )


def _moment(text: str, form: str, zone: str) -> datetime:
    if form == "epoch":
        return datetime.fromtimestamp(int(text), UTC)
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 (the zone is taken from the call)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar") from None
