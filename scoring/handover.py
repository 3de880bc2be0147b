"""Others on a channel of the call: an announcement before anybody speaks, a colleague before or after.

Told from what is said: menus and queues speak in set phrases, and whoever hands a call over says so, and
somebody new greets.
"""

from collections.abc import Sequence

from scoring.phrases import normalise, phrase
from scoring.transcript import Sentence

_MENU = (
    "press (#|one|zero|star|pound|hash)",
    "(please|to) listen ... (options|menu)",
    "menu options",
    "(agents|representatives|advis*|operators|lines) are ... (busy|engaged|helping|assisting)",
    "your call is important",
    "(next|first) available (agent|representative|advisor|adviser|operator|associate)",
    "(caller|number) # in (line|the queue)",
    "(estimated|expected|approximate) wait* [time]",
    "(stay|remain) on the line",
    "(leave|record) ... (message|name) ... (tone|beep)",
    "(enter|say) your (account|policy|member|card|phone|order) number",
)
"""What only machines say."""

_ALSO = (
    "(call|calls) ... (recorded|monitored)",
    "(thank you|thanks|welcome) [for] [calling|to] _",
    "(please|now) hold",
    "(our|office|opening) hours",
    "for _ ... press",
)
"""What machines say as well as people: part of an announcement beside a menu, never one by itself."""

_PERSONAL = (
    "(this is|my name is|i am) _ [and]",
    "how (can|may|could) i help",
    "_ speaking",
    "(who|whom) am i speaking (to|with)",
    "how are you",
)
_HANDS_OVER = (
    "(transfer|transferring|connect|connecting|patch|patching) you [_] (to|through|over|with|now)",
    "(put|putting|pass|passing) you [_] (through|over|on)",
    "hand you over",
    "(transfer|forward|pass) (the|this|your) call",
    "(get|bring|have) [_] (a|my|our) (specialist*|colleague*|supervisor*|manager*|advis*) ... (line|you)",
)
_TAKES_OVER = (
    *_PERSONAL,
    "(thank you|thanks) for (holding|waiting|your patience)",
    "i (have|see) [the|your] [notes|case] ... colleague",
)
_NEW_WITHIN = 3
"""Sentences after somebody was handed over within which the new one greets."""
_MENU_WITHIN = 8
"""Sentences of one side in a row of which one at least is a menu's, while the announcement lasts."""


def announcement_ends(own: Sequence[Sentence], other: Sequence[Sentence]) -> float | None:
    """When the announcement that a side begins with is over, in seconds; None where there is none.

    `own` and `other` are the sentences of the two sides, in order. Once a person greets or the other side
    says more than a word or two, people are talking.
    """
    answered = min((s.start for s in other if len(s.text.split()) > 2), default=float("inf"))
    ends, last_menu = None, -1
    for place, sentence in enumerate(own):
        menu = _says(sentence, _MENU)
        if sentence.start > answered or place - last_menu > _MENU_WITHIN:
            break
        if not menu and _says(sentence, _PERSONAL):
            break
        if menu or (ends is not None and _says(sentence, _ALSO)):
            ends, last_menu = sentence.end, place
    return ends


def handover(own: Sequence[Sentence]) -> float | None:
    """When somebody new takes over on a side, in seconds; None where nobody does. The last one counts."""
    found = None
    for place, sentence in enumerate(own):
        if not _says(sentence, _HANDS_OVER):
            continue
        following = own[place + 1 : place + 1 + _NEW_WITHIN]
        new = next((s for s in following if _says(s, _TAKES_OVER)), None)
        if new is not None:
            found = new.start
    return found


def _says(sentence: Sentence, patterns: Sequence[str]) -> bool:
    tokens = normalise(sentence.text)
    return any(phrase(pattern).find(tokens) for pattern in patterns)
