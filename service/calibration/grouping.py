"""Groups of calls on which a judge might read differently: how well they were heard, kind, channels, team."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.gaps import Gaps, gaps
from scoring.calibration.sheet import LevelGiven, RatedCall
from scoring.rubric import Rubric
from service.calibration.pairs import Double
from service.calibration.run_ratings import MOST_RUNS, some_at_once
from service.db.tables import Call, Team, TranscriptVersion
from service.kept import Kept

Traits = Mapping[int, Mapping[str, str]]
"""Call → kind of group → the group it is in."""
UNSURE = 0.8
"""Mean confidence of the words of a call below which it is one that was heard badly."""
_HEARD: Kept[tuple[str, str]] = Kept(MOST_RUNS)
"""How a transcript was heard, and over what channels: it never changes."""


def criterion_gaps(
    doubles: Sequence[Double], traits: Traits, criterion: str, form: Rubric
) -> tuple[Gaps, ...]:
    """Judge minus people on one criterion, in percent, by every kind of group."""
    return _gaps(doubles, traits, lambda rated: _worth(form, rated, criterion))


def score_gaps(session: Session, doubles: Sequence[Double], form: Rubric) -> tuple[Gaps, ...]:
    """The same over all criteria that carry weight: the mean of their worths."""
    traits = traits_of(session, [one.call for one in doubles])
    return _gaps(doubles, traits, lambda rated: score_of(form, rated.levels))


def one_off_gaps(
    doubles: Sequence[Double], form: Rubric, group_of: Mapping[str, str], names: Mapping[int, Sequence[str]]
) -> Gaps:
    """By groups that somebody brought along: `group_of` a call's name, `names` of a call. Nothing is kept."""
    known = [
        (group, judge, people)
        for one in doubles
        if (group := next((group_of[name] for name in names.get(one.call, ()) if name in group_of), None))
        and (judge := _judge(one, lambda rated: score_of(form, rated.levels))) is not None
        and (people := _people(one, lambda rated: score_of(form, rated.levels))) is not None
    ]
    return gaps("group", *([row[at] for row in known] for at in range(3)))  # type: ignore[arg-type]


Value = Callable[[RatedCall], float | None]


def _gaps(doubles: Sequence[Double], traits: Traits, value: Value) -> tuple[Gaps, ...]:
    known = [
        (one.call, judge, people)
        for one in doubles
        if (judge := _judge(one, value)) is not None and (people := _people(one, value)) is not None
    ]
    found = []
    for kind in ("heard", "kind", "channels", "team"):
        rows = [(traits[call][kind], judge, people) for call, judge, people in known if call in traits]
        found.append(gaps(kind, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]))
    return tuple(found)


def traits_of(session: Session, calls: Sequence[int]) -> Traits:
    """For each call the group it is in, by kind of group."""
    asked = (
        select(Call.id, Call.kind, Team.name, Call.public_id, TranscriptVersion.number, TranscriptVersion.id)
        .join(Team, Team.id == Call.team_id)
        .join(TranscriptVersion, TranscriptVersion.call_id == Call.id)
        .order_by(TranscriptVersion.number)
    )
    rows = [row for some in some_at_once(calls) for row in session.execute(asked.where(Call.id.in_(some)))]
    # A transcript's own public id stands behind its words, which SQLite would read on the way.
    transcripts = {f"{call} {number}": key for _, _, _, call, number, key in rows}
    how = _HEARD.all_of(transcripts, lambda missing: _how_heard(session, missing, transcripts))
    return {
        call: {
            "heard": how[f"{name} {number}"][0],
            "kind": f"kind {kind or 'not named'}",
            "channels": how[f"{name} {number}"][1],
            "team": f"team {team}",
        }
        for call, kind, team, name, number, _ in rows
    }


def _how_heard(
    session: Session, missing: Sequence[str], transcripts: Mapping[str, int]
) -> dict[str, tuple[str, str]]:
    names = {transcripts[name]: name for name in missing}
    asked = select(
        TranscriptVersion.id,
        TranscriptVersion.document["sentences"].label("sentences"),
        TranscriptVersion.heard["call"].label("heard"),
    )
    return {
        names[key]: (_heard(sentences), str((heard or {}).get("topology", "not known")))
        for some in some_at_once(names, 100)
        for key, sentences, heard in session.execute(asked.where(TranscriptVersion.id.in_(some)))
    }


def _heard(sentences: Sequence[Mapping[str, Any]]) -> str:
    """From the stored document itself: a model of every word of every call would take seconds."""
    words = [word for sentence in sentences or () for word in sentence.get("words", ())]
    known = [word["confidence"] for word in words if word.get("confidence") is not None]
    if not known:
        return "heard: not known"
    return "heard badly" if sum(known) / len(known) < UNSURE else "heard well"


def _judge(one: Double, value: Value) -> float | None:
    return None if one.judge is None else value(one.judge)


def _people(one: Double, value: Value) -> float | None:
    values = [found for rated in one.people.values() if (found := value(rated)) is not None]
    return sum(values) / len(values) if values else None


def level_of(rated: RatedCall, criterion: str) -> float | None:
    """The level given to a criterion; none where it has none."""
    given = rated.levels.get(criterion)
    return None if given is None or given.level is None else float(given.level)


def _worth(form: Rubric, rated: RatedCall, criterion: str) -> float | None:
    given = rated.levels.get(criterion)
    return None if given is None or given.level is None else float(form.worth[given.level])


def score_of(form: Rubric, levels: Mapping[str, LevelGiven]) -> float | None:
    """The QA score by the levels given; none where one that counts is missing for any reason but N/A."""
    total = weight = 0.0
    for criterion in form.criteria:
        given = levels.get(criterion.key)
        if criterion.weight == 0 or (given is not None and given.state == "not_applicable"):
            continue
        if given is None or given.level is None:
            return None
        total += criterion.weight * form.worth[given.level]
        weight += criterion.weight
    return total / weight if weight else None
