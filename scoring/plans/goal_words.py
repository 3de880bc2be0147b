"""The words of goals: what is vague, about the person, a number, a date, closed business."""

import re

VAGUE = {
    "improve": "Say from what to what, and by when",
    "do better": "Say what, how much and by when",
    "be better": "Say what, how much and by when",
    "get better": "Say what, how much and by when",
    "work on": "Say what will be different, and how it is seen",
    "work harder": "Say what is done more of, how often and by when",
    "try": "Say what is done, how often and by when",
    "try to": "Say what is done, how often and by when",
    "strive": "Say what is done, how often and by when",
    "step up": "Say what is done, how often and by when",
    "as soon as possible": "Name the day",
    "asap": "Name the day",
    "in a timely manner": "Name the hours or days",
    "promptly": "Name the hours or minutes",
    "soon": "Name the day",
    "going forward": "Name the first and the last day",
    "more responsive": "Say which messages, and in how many hours",
    "more often": "Say how often",
    "more effective": "Say what will be heard or counted",
    "more effectively": "Say what will be heard or counted",
    "as needed": "Say when it is needed, and who says so",
    "where appropriate": "Say on which calls",
    "acceptable": "Name the standard and its number",
    "satisfactory": "Name the standard and its number",
    "adequate": "Name the standard and its number",
    "sufficient": "Name the standard and its number",
    "reasonable": "Name the standard and its number",
    "consistently": "Say in how many of how many",
    "needs improvement": "Say from what to what, and by when",
    "better quality": "Name the score and the criterion",
    "better results": "Name the result and its number",
    "higher standards": "Name the standard and its number",
    "communicate better": "Say what is said, to whom, by when",
    "be proactive": "Say what is done before anybody asks, and how often",
    "more proactive": "Say what is done before anybody asks, and how often",
    "proactively": "Say what is done before anybody asks, and how often",
}
"""Words that leave open what counts, with what to put in their place."""

_SETTLED_BY_NUMBERS = frozenset(
    "improve|consistently|promptly|sufficient|adequate|acceptable|satisfactory|reasonable|more responsive|"
    "more often|more effective|more effectively|work on|try|try to|strive|step up".split("|")
)
"""Where a number and a day follow, these do no harm: "Improve the QA score from 71 to 85 by 12 December"."""

_PERSON = (
    *("attitude", "personality", "professionalism", "unprofessional", "motivated", "motivation"),
    *("enthusiasm", "enthusiastic", "mindset", "team player", "charisma", "confidence", "confident"),
    *("friendly", "friendlier", "positive energy", "ownership mentality", "passion", "passionate"),
    *("commitment to the company", "character", "nicer", "warmer", "maturity", "mature"),
)
_CLOSED = (
    *("closed-won", "closed won", "closed revenue", "revenue", "quota", "bookings", "booked revenue"),
    *("turnover", "deals closed", "closed deals", "close deals", "signed contracts", "contracts signed"),
    *("new business closed", "annual contract value", "acv", "arr", "quarterly target", "sales target"),
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    "seventy|eighty|ninety|hundred|half|every|each|all|no|none|zero|never|always"
)
_DATES = re.compile(
    rf"""\b\d{{4}}-\d{{2}}-\d{{2}}\b
    | \b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b
    | \b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?:{_MONTHS})\b\.?(?:\s+\d{{4}})?
    | \b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?
    | \b(?:by|until|before|end\ of|in|during)\s+(?:the\s+end\ of\s+)?(?:{_MONTHS})\b(?:\s+\d{{4}})?
    | \b(?:by|until|before|from|in|to|through|starting|end\ of|during)\s+(?:the\ end\ of\s+)?
      (?:week|day|month)\s+(?:\d{{1,3}}|{_SPELLED})\b
    | \bq[1-4]\b(?:\s+\d{{4}})?
    | \b(?:within|in|over|for)\s+(?:the\ (?:first|next)\s+)?(?:\d{{1,3}}|{_SPELLED})\s+
      (?:working\ |business\ |calendar\ )?(?:days?|weeks?|months?)\b
    | \b(?:20)\d{{2}}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|„[^“]*“")
_DIGITS = re.compile(r"\d")
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred)\b"
    r"|\b(?:every|each|all|no|zero)\s+(?!(?:day|week|month|time)s?\b)[a-z-]+",
    re.IGNORECASE,
)
_DONE_ONCE = re.compile(
    r"\b(?:complete[sd]?|finish(?:es|ed)?|attends?|attended|pass(?:es|ed)?|certif\w+)\b.*"
    r"\b(?:module|training|course|certificat\w*|workshop|refresher|exam|test|session)s?\b",
    re.IGNORECASE,
)


def vague_words(wording: str) -> list[str]:
    """The vague words in it, as they stand there; a word inside a longer one of them is not said twice."""
    text = _NAMES.sub(" ", wording)
    settled = has_number(wording)
    found: list[tuple[int, str]] = []
    for word in sorted(VAGUE, key=len, reverse=True):
        if settled and word in _SETTLED_BY_NUMBERS:
            continue
        for match in re.finditer(rf"\b{re.escape(word)}(?![\w-])", text, re.IGNORECASE):
            if word == "try" and not re.match(r"\s*(?:to|and|harder)?\b", text[match.end() :]):
                continue
            found.append((match.start(), match.group()))
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return [word for _, word in sorted(found)]


def about_a_person(wording: str) -> str:
    """The first word that is about who somebody is and not about what they do; none: empty."""
    text = _NAMES.sub(" ", wording)
    found = [
        match for word in _PERSON if (match := re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))
    ]
    return min(found, key=lambda match: match.start()).group() if found else ""


def has_number(wording: str) -> bool:
    """Whether something in it can be counted. A date is no such number; a course is passed or not."""
    text = _DATES.sub(" ", wording)
    return bool(_DIGITS.search(text) or _COUNTED.search(text) or _DONE_ONCE.search(text))


def has_date(wording: str) -> bool:
    """Whether it says by when: a day, a week of the plan, or so many days."""
    return bool(_DATES.search(wording))


def is_closed_business(text: str) -> bool:
    """Whether it is about sales that are closed: what comes last and is begun long before."""
    return any(re.search(rf"(?<![\w-]){re.escape(word)}\b", text, re.IGNORECASE) for word in _CLOSED) or bool(
        re.search(r"[$€£]\s?\d", text)
    )
