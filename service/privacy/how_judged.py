"""How a rep's calls are judged, in words made from what is really set: what they acknowledge, and who has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.record import Record, fingerprint
from scoring.rubric import Rubric
from scoring.visible import visible
from service.calibration.clearance import clearances_of
from service.calibration.marks import PERSON, mark_of_run
from service.db import audit
from service.db.base import now
from service.db.tables import JudgingRead, Membership, Person, RubricVersion, Run, Team
from service.db.upsert import insert_once
from service.edges.llm.server import is_elsewhere
from service.errors import NotAllowed
from service.people.who import Who
from service.privacy.rule import in_words, rule_of
from service.reviews.team_rules import rules_of
from service.settings import Settings

USES = {
    "assist": "only helps whoever reviews: nothing of it reaches you unconfirmed",
    "coaching": "may be shown to you as coaching before a person has confirmed it",
    "pip": "may count in a plan, once a person has confirmed it",
}
ASKED_ROLES = (
    "Where the words do not show which of the two people you are, the language model is asked that too, from "
    "the masked text; it is one sign among others."
)
OFFLINE = "the offline judge: fixed word rules on this machine, no language model"


class Part(Record):
    """A heading with its sentences."""

    title: str
    lines: tuple[str, ...]


class HowJudged(Record):
    """All of it, for a rep of one team."""

    parts: tuple[Part, ...]

    @property
    def fingerprint(self) -> str:
        """That of the words: when one of them changes, it is asked anew."""
        return fingerprint(self.model_dump(mode="json"))


class ReadLine(Record):
    """A rep, and whether they have acknowledged what holds now."""

    name: str
    team: str
    read: str
    look: str


def how_judged(session: Session, settings: Settings, team: Team | None) -> HowJudged:
    """The words for the reps of that team; None: of no team."""
    return _how_judged(session, settings, team, readers_of(session, settings))


def readers_of(session: Session, settings: Settings) -> tuple[str, ...]:
    """Who reads the calls: the same for every team."""
    return tuple(_readers(session, settings, list(_rubrics(session, settings))))


def _how_judged(
    session: Session, settings: Settings, team: Team | None, readers: tuple[str, ...]
) -> HowJudged:
    return HowJudged(
        parts=(
            Part(title="What is heard and judged", lines=_heard(settings, team)),
            Part(title="Who reads it", lines=_of_team(settings, team, readers)),
            Part(title="Who decides", lines=_decides(session, team)),
            Part(title="What counts", lines=_counts(session, team)),
            Part(title="How to say that it is wrong", lines=_contest(session, team)),
            Part(title="What is never done", lines=NEVER),
            Part(title="How long it is kept", lines=_kept(settings)),
        )
    )


NEVER = (
    "No emotion, mood, stress or personality is read from a voice or from words.",
    "Reps are not ranked against each other.",
    "No pay, warning or dismissal follows from a score by itself: a person decides and signs.",
    "Your own scores of your calls enter no trend, no plan and no document.",
    "How often you dispute, and how often you listen to your calls, is shown to no manager.",
)


def team_of(session: Session, person_id: int) -> Team | None:
    """The rep's team of today."""
    asked = select(Team).join(Membership, Membership.team_id == Team.id)
    return session.scalars(
        asked.where(Membership.person_id == person_id, Membership.role == "rep", Membership.until.is_(None))
    ).one_or_none()


def read_at(session: Session, person_id: int, text: HowJudged) -> datetime | None:
    """When the person acknowledged exactly these words; None: not yet."""
    mine = (JudgingRead.person_id == person_id, JudgingRead.fingerprint == text.fingerprint)
    return session.scalar(select(JudgingRead.at).where(*mine))


def acknowledge(session: Session, who: Who, settings: Settings, seen: str) -> bool:
    """Notes that they have read it. False where it was changed since it was shown: then it is shown anew."""
    if who.person is None or not who.has("rep"):
        raise NotAllowed("This is for reps to acknowledge.", "Nothing was noted.")
    if how_judged(session, settings, team_of(session, who.person)).fingerprint != seen:
        return False
    key = {"person_id": who.person, "fingerprint": seen}
    if insert_once(session, JudgingRead, key, {"at": now()}):
        audit.record(session, who.actor, "how_judged.read", who.actor, text=seen)
    return True


def who_has_read(session: Session, settings: Settings) -> tuple[ReadLine, ...]:
    """Every rep of today, by team and name."""
    rows = session.execute(
        select(Person, Team)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.role == "rep", Membership.until.is_(None), Person.left_at.is_(None))
        .order_by(Team.name, func.lower(Person.name))
    ).all()
    readers = readers_of(session, settings)
    now_said = {
        team: _how_judged(session, settings, team, readers).fingerprint for team in {team for _, team in rows}
    }
    reads: dict[int, dict[str, datetime]] = defaultdict(dict)
    for one in session.scalars(select(JudgingRead).where(JudgingRead.person_id.in_({p.id for p, _ in rows}))):
        reads[one.person_id][one.fingerprint] = one.at
    return tuple(_line(person, team, reads[person.id], now_said[team]) for person, team in rows)


def _line(person: Person, team: Team, reads: Mapping[str, datetime], text: str) -> ReadLine:
    """`reads`: when they acknowledged which words; `text`: the words that hold now."""
    if text in reads:
        words, look = f"acknowledged {day_in_words(reads[text].astimezone(UTC).date())}", "good"
    elif reads:
        words, look = "an earlier version", "short"
    else:
        words, look = "not yet", "short"
    return ReadLine(name=visible(person.name), team=visible(team.name), read=words, look=look)


def _heard(settings: Settings, team: Team | None) -> tuple[str, ...]:
    masked = "Names, numbers, addresses and dates of birth are masked before any model reads a call."
    health = "Health details are masked, too." if team is not None and team.health_data else ""
    return tuple(
        line
        for line in (
            "Recordings of your calls that your manager or an analyst brings in, or that were drawn at "
            "random from the list of your calls. Other calls are not heard.",
            f"A speech model on our own machine ({settings.speech_model}) writes down what is said.",
            masked,
            health,
        )
        if line
    )


def _readers(
    session: Session, settings: Settings, rubrics: list[tuple[RubricVersion, Rubric]]
) -> Iterator[str]:
    model = f"the language model {settings.llm_model} at {settings.llm_base_url}"
    yield f"An AI reading is made by {model if settings.llm_model else OFFLINE}."
    for row, rubric in rubrics:
        yield f"It answers the statements of “{visible(rubric.title)}”, version {row.version}."
        newest = select(Run).where(Run.rubric_id == row.id, Run.judge != PERSON).order_by(Run.id.desc())
        run = session.scalars(newest.limit(1)).one_or_none()
        if run is None:
            yield "It has read no call on this version yet."
            continue
        mark = mark_of_run(session, run)
        if mark.prompt:
            yield f"Its instructions have the fingerprint {mark.prompt[:12]}."
        prints = {one.key: rubric.criterion_fingerprint(one.key) for one in rubric.criteria}
        uses = clearances_of(session, list(prints.values()), mark.key)
        for one in rubric.criteria:
            yield f"{one.title}: it {USES[uses[prints[one.key]]]}."


def _of_team(settings: Settings, team: Team | None, readers: tuple[str, ...]) -> tuple[str, ...]:
    """The same for one team: its calls may stay here, and what stays here is read once."""
    first, *others = readers
    if _stays_here(settings, team):
        return (
            f"No call of your team goes to a language model: an AI reading is made by {OFFLINE}.",
            *others,
        )
    asked = (ASKED_ROLES, *_times(settings)) if settings.llm_model else ()
    return (first, *asked, *others)


def _stays_here(settings: Settings, team: Team | None) -> bool:
    """Whether a model is set to which the team's calls may not be sent."""
    if team is None or not settings.llm_model or not team.health_data or team.legal_basis:
        return False
    return is_elsewhere(settings.llm_base_url)


def _times(settings: Settings) -> Iterator[str]:
    drawn, others = max(settings.llm_readings, settings.llm_drawn_readings), settings.llm_readings
    if drawn == 1:
        yield "Every call is read once."
        return
    often = f"{drawn} times" if drawn > 2 else "twice"
    if others == drawn:
        yield f"Every call is read {often}, each time without knowing of the others."
    else:
        other = {1: "once", 2: "twice"}.get(others, f"{others} times")
        yield (
            f"A call that was drawn, and so may count in a plan, is read {often}, each time without knowing "
            f"of the others; any other call {other}."
        )
    yield (
        "What most readings say holds, and where none has most of them, it is “cannot assess”. Where they "
        "differ, whoever confirms the review is told, and how they were cast."
    )


def _rubrics(session: Session, settings: Settings) -> Iterator[tuple[RubricVersion, Rubric]]:
    for slug in sorted({settings.rubric, *settings.rubrics_by_kind.values()}):
        newest = (
            select(RubricVersion).where(RubricVersion.slug == slug).order_by(RubricVersion.version.desc())
        )
        row = session.scalars(newest.limit(1)).one_or_none()
        if row is not None:
            yield row, Rubric.from_document(row.document)


def _decides(session: Session, team: Team | None) -> tuple[str, ...]:
    first = "Your manager, a deputy or a QA analyst confirms a review before you see its scores."
    if team is not None and rules_of(session, team.id).release == "feedback":
        first += " In your team, feedback at sentences reaches you before that, without scores."
    return (
        first,
        "They play the places where points are lost, and change what is wrong; both answers are kept.",
        "Nobody confirms, settles or decides about themselves.",
        "A release made by mistake may be taken back: you are told, and read why once it is released again. "
        "Not of a drawn call, and not once you have asked about it.",
        "A call in which somebody speaks to whoever evaluates it is in none of your averages until a person "
        "stands for its review.",
    )


def _counts(session: Session, team: Team | None) -> tuple[str, ...]:
    since = None if team is None else rules_of(session, team.id).scores_count_from
    if since is None:
        return ("In your team everything is for coaching only: no score enters a plan.",)
    return (
        f"Calls since {day_in_words(since)} that were drawn at random and confirmed by a calibrated person "
        "may count in a plan.",
        "A call a manager picked, one you picked, and one with an open question of yours do not.",
    )


def _contest(session: Session, team: Team | None) -> tuple[str, ...]:
    days = 10 if team is None else rules_of(session, team.id).dispute_days
    return (
        f"For {days} days after the release, at any answer: “That's wrong”, with what you say instead.",
        "Somebody who did not confirm it answers within 5 working days. What is accepted holds everywhere.",
        "You can ask for everything that is held about you, and for somebody to look at it.",
    )


def _kept(settings: Settings) -> tuple[str, ...]:
    rule = rule_of(settings)
    if rule is None:
        return ("It was not decided yet; no recording is taken in before.",)
    return (
        f"Recordings: {in_words(rule.recordings)}. Transcripts and reviews: {in_words(rule.transcripts)}. "
        f"Notes: {in_words(rule.notes)}. Plans after their close: {in_words(rule.plans)}.",
        "A legal hold keeps things longer.",
    )
