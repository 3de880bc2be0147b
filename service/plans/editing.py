"""The plan as a form and back: what was typed becomes the content, section by section."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from scoring.errors import BadInput
from scoring.plans.sections import PlanContent
from scoring.plans.weekly import target_in, week_ends
from service.plans.rhythm import fields_of_rhythm, rhythm_of
from service.plans.typed import whole

FIRST_LINES = 2
"""Empty rows at the end of each table of the form."""
FACTS = ("text", "figure", "period", "source")
ROWS = ("area", "current", "expected", "improvement")
DONE = ("key", "what", "who", "name", "when", "due", "times")
WINDOW_DAYS = 28
GOAL_NUMBERS = ("target", "team_sd", "tolerance", "n_min", "at_least", "at_most_misses", "of_last")
ITEM = "item"
"""The kind of a goal about an item, where nobody chose between a count rule and a rate."""
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "mean": ("target", "team_sd", "tolerance", "n_min"),
    "rate": ("target", "n_min"),
    ITEM: ("target",),
    "count": ("at_least", "at_most_misses", "of_last"),
    "imported_count": ("target",),
    "imported_rate": ("target", "n_min"),
    "imported_average": ("target", "team_sd", "tolerance"),
    "imported_percentage": ("target",),
}
WEEKLY = "weekly"
"""Is in every row that asks for weekly targets: a week that is left empty is none."""
Spread = Callable[[str], float]
"""The team's spread on what a goal is about."""
Usual = Callable[[Mapping[str, Any], Any], dict[str, Any]]
"""From a rule about an item, and the calls a week that HR declared, to how it is usually decided."""
DIRECTED = ("imported_count", "imported_rate", "imported_average", "imported_percentage")


def form_of(content: PlanContent) -> dict[str, str]:
    """Every field of the form with what it holds."""
    found = content.model_dump(mode="json")
    fields: dict[str, str] = {}
    _put(fields, "", {name: found[name] for name in ("title", "starts", "days", "short_reason", "rep_said")})
    _put(fields, "", {"hr_only": found["hr_only"], "outcome_rule": found["outcome_rule"]})
    fields["severe"] = "on" if content.severe else ""
    fields["cycle_days"] = str(content.cycle_days or "")
    _put(fields, "person.", found["person"])
    reason = found["reason"]
    _put(fields, "reason.", {key: value for key, value in reason.items() if key != "facts"})
    _put(fields, "outcomes.", found["outcomes"])
    monitoring = found["monitoring"]
    fields["monitoring.ways"] = "\n".join(monitoring["ways"])
    _put(fields, "monitoring.", {key: monitoring[key] for key in ("zone", "mid_point", "final")})
    fields.update(fields_of_rhythm(content.monitoring.cadence))
    for part, rows in (("facts", reason["facts"]), ("expectations", found["expectations"])):
        for number, row in enumerate(rows):
            _put(fields, f"{part}.{number}.", {key: value for key, value in row.items() if key != "quotes"})
    for part in ("actions", "support"):
        for number, row in enumerate(found[part]):
            _put(fields, f"{part}.{number}.", row)
    for number, row in enumerate(found["milestones"]):
        _put(fields, f"milestones.{number}.", _milestone_fields(row))
    return fields


def content_of_form(
    fields: Mapping[str, str], before: PlanContent, spread: Spread, usual: Usual | None = None
) -> PlanContent:
    """The content that was typed. What the form does not show stays as it was before.

    `spread(of)`: the team's spread on what a goal is about, for a goal that names none; `usual`: how an item
    is decided where nobody chose, else as a rate. Raises ValidationError with the place of each mistake.
    """
    old = before.model_dump(mode="json")
    made: dict[str, Any] = dict(old)
    for name in ("title", "short_reason", "rep_said", "outcome_rule", "hr_only"):
        made[name] = _typed(fields, name, old[name])
    made["starts"] = _day(fields, "starts")
    made["days"] = int(fields["days"]) if fields.get("days") in ("30", "60", "90") else old["days"]
    made["severe"] = fields.get("severe") == "on"
    if "cycle_days" in fields:
        made["cycle_days"] = whole(fields["cycle_days"])
    made["person"] = {key: _typed(fields, f"person.{key}", value) for key, value in old["person"].items()}
    made["reason"] = _reason(fields, old["reason"])
    made["outcomes"] = {key: _typed(fields, f"outcomes.{key}", was) for key, was in old["outcomes"].items()}
    made["monitoring"] = _monitoring(fields, old["monitoring"])
    made["expectations"] = _rows(fields, "expectations", ROWS)
    for part in ("actions", "support"):
        made[part] = _done(fields, part)
    made["milestones"] = _milestones(fields, old, made, spread)
    for number, one in enumerate(made["milestones"]):
        goal = (one["rule"] or {}).get("goal", {})
        if goal.get("kind") == ITEM:
            goal["kind"] = "rate"
            if usual is not None:
                made["milestones"][number]["rule"]["goal"] = usual(one["rule"], one["a_week"])
    return PlanContent.model_validate(made)


def rows_in(fields: Mapping[str, str], part: str) -> range:
    """The numbers of the rows that the form shows of a table: those in it, and some empty ones."""
    numbers = [
        int(found[1])
        for name, value in fields.items()
        if value and (found := re.match(rf"{part}\.(\d{{1,3}})\.", name)) and not name.endswith(".who")
    ]
    return range(max(numbers, default=-1) + 1 + (1 if part == "milestones" else FIRST_LINES))


def _put(fields: dict[str, str], before: str, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        fields[f"{before}{name}"] = "" if value is None else str(value)


def _typed(fields: Mapping[str, str], name: str, otherwise: Any) -> Any:
    """What was typed, without line ends of other systems; what was not in the form stays."""
    return fields[name].replace("\r\n", "\n").strip() if name in fields else otherwise


def _day(fields: Mapping[str, str], name: str) -> str | None:
    return fields.get(name, "").strip() or None


def _reason(fields: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    made = {key: _typed(fields, f"reason.{key}", value) for key, value in old.items()}
    made["since"] = _day(fields, "reason.since")
    quotes = {fact["text"]: fact["quotes"] for fact in old["facts"]}
    made["facts"] = [row | {"quotes": quotes.get(row["text"], [])} for row in _rows(fields, "facts", FACTS)]
    return made


def _monitoring(fields: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    lines = fields.get("monitoring.ways", "\n".join(old["ways"])).splitlines()
    return {
        "ways": [line.strip() for line in lines if line.strip()],
        "cadence": rhythm_of(fields, old["cadence"]),
        "zone": fields.get("monitoring.zone", "").strip() or old["zone"],
        "mid_point": _day(fields, "monitoring.mid_point"),
        "final": _day(fields, "monitoring.final"),
    }


def _rows(fields: Mapping[str, str], part: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for number in rows_in(fields, part):
        row = {name: fields.get(f"{part}.{number}.{name}", "").strip() for name in names}
        if row[names[0]]:
            found.append(row)
    return found


def _done(fields: Mapping[str, str], part: str) -> list[dict[str, Any]]:
    """Actions or support: a row without words is taken out."""
    found: list[dict[str, Any]] = []
    for number in rows_in(fields, part):
        row: dict[str, Any] = {name: fields.get(f"{part}.{number}.{name}", "").strip() for name in DONE}
        if not row["what"]:
            continue
        row["key"] = row["key"] or _key(row["what"], [one["key"] for one in found])
        row["who"] = row["who"] or ("rep" if part == "actions" else "manager")
        row["due"] = row["due"] or None
        row["times"] = whole(row["times"])
        found.append(row)
    return found


def _key(text: str, taken: list[str]) -> str:
    bare = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:30]
    bare = bare if bare[:1].isalpha() else f"a_{bare}".rstrip("_")
    names = (bare if number == 1 else f"{bare}_{number}" for number in range(1, 200))
    return next(name for name in names if name not in taken)


def _milestone_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    rule = row["rule"] or {}
    goal, window = rule.get("goal") or {}, rule.get("window") or {}
    baseline, extension = rule.get("baseline") or {}, rule.get("extension") or {}
    return {
        **{name: row[name] for name in ("key", "title", "wording", "measured_by", "deadline")},
        "decides": "on" if row["decides"] else "",
        "a_week": row["a_week"],
        WEEKLY: "on" if row["weekly"] else "",
        **{f"week{one['week']}": one["target"] for one in row["weekly"]},
        "kind": goal.get("kind", ""),
        "of": goal.get("of", ""),
        "scale": goal.get("scale", ""),
        "direction": goal.get("direction", ""),
        **{name: goal.get(name) for name in GOAL_NUMBERS},
        "first": window.get("first"),
        "last": window.get("last"),
        "dispute_days": rule.get("dispute_days"),
        "baseline": baseline.get("value"),
        "baseline_n": baseline.get("n"),
        "baseline_day": baseline.get("day"),
        "rubric": rule.get("rubric"),
        "judge": rule.get("judge"),
        "more_calls": extension.get("calls"),
        "more_days": extension.get("days"),
    }


def _milestones(
    fields: Mapping[str, str], old: Mapping[str, Any], made: Mapping[str, Any], spread: Spread
) -> list[dict[str, Any]]:
    before = {one["key"]: one for one in old["milestones"]}
    found: list[dict[str, Any]] = []
    for number in rows_in(fields, "milestones"):
        row = {
            name.rsplit(".", 1)[1]: value.strip()
            for name, value in fields.items()
            if name.startswith(f"milestones.{number}.")
        }
        if not row.get("title"):
            continue
        key = row.get("key") or _key(row["title"], [one["key"] for one in found])
        was = before.get(key, {})
        found.append(
            {
                "key": key,
                "title": row["title"],
                "wording": row.get("wording", ""),
                "measured_by": row.get("measured_by", ""),
                "deadline": row.get("deadline") or None,
                "decides": row.get("decides") == "on",
                "a_week": whole(row["a_week"]) if "a_week" in row else was.get("a_week"),
                "weekly": _weekly(row, made["starts"]) if row.get(WEEKLY) else was.get("weekly", []),
                "rule": _rule(row, was.get("rule") or {}, made, spread) if row.get("kind") else None,
            }
        )
    return found


def _weekly(row: Mapping[str, str], starts: str | None) -> list[dict[str, Any]]:
    """The targets that were typed; a week left empty follows the line. Raises BadInput for words."""
    try:
        ends = week_ends(date.fromisoformat(starts or ""), date.fromisoformat(row.get("deadline", "")))
    except ValueError:
        return []
    found = []
    for week, last_day in enumerate(ends, start=1):
        text = row.get(f"week{week}", "")
        if text and target_in(text) is None:
            raise BadInput(
                f"{row['title']}, week {week}: “{text[:40]}” is no number.",
                "Type a number, or leave it empty.",
            )
        if text:
            found.append({"week": week, "last_day": last_day.isoformat(), "target": text})
    return found


def _rule(
    row: Mapping[str, str], was: Mapping[str, Any], made: Mapping[str, Any], spread: Spread
) -> dict[str, Any]:
    kind, deadline = row["kind"], row.get("deadline") or None
    before = was.get("goal") or {}
    # What the form does not ask for (a unit, say) stays; what it asks for and was emptied does not.
    unasked = {name for name in before if name not in (*GOAL_NUMBERS, "kind", "of", "scale", "direction")}
    kept = unasked if before.get("kind") == kind else ()
    goal: dict[str, Any] = {"kind": kind, "of": row.get("of", ""), **{name: before[name] for name in kept}}
    for name in BY_KIND.get(kind, ()):
        if row.get(name):
            goal[name] = _number(row[name])
    if kind == "mean":
        goal["scale"] = "percent" if goal["of"] == "qa_score" else (row.get("scale") or "percent")
        goal.setdefault("team_sd", spread(goal["of"]))
        goal.setdefault("se_bias", 0)
    if kind in DIRECTED:
        goal["direction"] = row.get("direction") or "higher"
    return {
        **was,
        "title": row["title"],
        "goal": goal,
        "starts": made["starts"],
        "window": _window(row, made["starts"], deadline),
        "deadline": deadline,
        "zone": made["monitoring"]["zone"],
        "dispute_days": 5 if (days := whole(row.get("dispute_days", ""))) is None else days,
        "baseline": _baseline(row),
        "severe": made["severe"],
        "signpost": row.get("decides") != "on",
        "judge": row.get("judge") or None,
        "rubric": row.get("rubric") or None,
        "extension": _extension(row),
    }


def _number(text: str) -> Any:
    """A number as it was typed, with a point or a comma; what is none is left for the check to name."""
    bare = text.removesuffix("%").strip().replace(",", ".")
    if re.fullmatch(r"-?[0-9]{1,30}", bare):
        return int(bare)
    return float(bare) if re.fullmatch(r"-?\d{1,12}\.\d{1,6}", bare) else text


def _window(row: Mapping[str, str], starts: str | None, deadline: str | None) -> dict[str, Any]:
    """The days that were typed; without them the last four weeks, none of them in the first half."""
    if (row.get("first") and row.get("last")) or not (starts and deadline):
        return {"first": row.get("first") or None, "last": row.get("last") or None}
    try:
        begins, ends = date.fromisoformat(starts), date.fromisoformat(deadline)
    except ValueError:
        return {"first": None, "last": None}
    half = begins + timedelta(days=((ends - begins).days + 1) // 2)
    first = max(half, ends - timedelta(days=WINDOW_DAYS - 1))
    return {"first": first.isoformat(), "last": deadline}


def _baseline(row: Mapping[str, str]) -> dict[str, Any] | None:
    if not row.get("baseline"):
        return None
    return {
        "value": _number(row["baseline"]),
        "n": whole(row.get("baseline_n", "")) or 0,
        "day": row.get("baseline_day") or None,
    }


def _extension(row: Mapping[str, str]) -> dict[str, Any] | None:
    days, calls = whole(row.get("more_days", "")), whole(row.get("more_calls", ""))
    return None if days is None else {"calls": calls or 12, "days": days}
