"""Was it told? What is denied ("we promise not to record") or asked ("is this recorded?") informs nobody.

A word list alone cannot tell: "No, our calls are recorded" and "You may not know it, but this call is
recorded" inform. So a negation reaches as far as its clause, and a question as far as the clause that asks.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.phrases import Match, phrase
from scoring.transcript import Sentence
from scoring.variant import may_name
from scoring.wording import NEGATIONS, tokens

REACH = 6
"""How many words before a match a negation is looked for."""
HARMLESS = phrase(
    "_ [to|a|be|any|further|the]"
    " (mind|worry|worries|worried|problem|forget|matter|only|doubt|alarmed|surprise*|ado)"
)
"""A negation that begins so denies nothing: "if you do not mind, …", "not to worry", "not only is …"."""
SUBJECTS = frozenset(
    "this the our all these those that my your we i you it they he she there any anybody anyone".split()
)
CLAUSE_OPENERS = SUBJECTS | {"unless", "until", "if", "when"}
"""After a comma or one of the JOINTS these open a clause of its own."""
JOINTS = frozenset("and so because though although".split())

UNDOING = phrase(
    "(stop*|(we|i) used|refus*|declin*|avoid*|ceas*|quit|paus*|disabl*|prevent*|(turn*|switch*) off"
    "|(instead|rather) (of|than)|(deny|denies|denied|false|untrue) that)"
)
LINKS = frozenset("to from of with the this our all any these my your doing".split())
"""Words that may stand between an undoing and what it undoes: "turn off the recording"."""
UNDONE = phrase(
    "((is|are|was|were|be|being) [now|already] [turned|switched|being] (off|stopped|over|disabled)"
    "|(has|have|had) [been] [now|already] [turned|switched] (off|stopped|ended)"
    "|by (nobody|none|no [one|1]))"
)
"""Right after a match it undoes it: "the recording of this call is off"."""

AUXILIARIES = frozenset(
    "is are was were am do does did can could may might will would shall should have has had".split()
)
GREETINGS = frozenset("oh well so and but or okay now hi hey hello yeah yes sorry wait then no".split())
"""Words before a clause that are no part of it."""
ANNOUNCING = phrase(
    "((can|could|may|might) i [_] (say|mention|tell|let|remind|inform|add)"
    "|(did|do|are|were) you [_] (know|aware|realise|realize|understand) [of] [that]"
    " (this|the|our|all|we|i|it|calls))"
)
"""Questions in form only: "Can I just mention that …", "Are you aware that our calls are recorded?"."""
TURN = phrase(
    "((is|are|was|do|does|did|can|could|may|will|would|shall|should|have) [not]"
    " (this|that|it|you|we|i|they|there|the|now|my|your)|how|what|when|where|who|which|why|okay|alright)"
)
"""Where the asking begins after something was told: "…, is that okay?", "…, how are you?"."""
TAGS = frozenset("right fine correct yes yeah".split())
"""Last words that ask about what was told before: "…, all right?"."""
SELF = phrase("(my name|this|i|it) (is|am)")
"""So people name themselves, and a voice that rises at the end makes no question of it."""

_CLOSING = re.compile(r"[,;:–—-][\"'”’)\]]*$")


@dataclass(frozen=True)
class Row:
    """The words of neighbouring sentences of one speaker, so that a match may cross a full stop."""

    sentences: Sequence[Sentence]
    tokens: list[str]
    bounds: list[tuple[int, int]]
    closing: list[bool]
    """Whether a comma or its like stands behind the word."""
    names: list[bool]
    """Whether the word can begin a name: a capital where the transcript has any, and no word like "that"."""

    def sentence_at(self, place: int) -> int:
        """Which sentence the word stands in."""
        return bisect_right(self.bounds, place, key=lambda bound: bound[1])

    def clause_start(self, match: Match) -> int:
        """Where the clause begins in which the match does."""
        first = self.bounds[self.sentence_at(match.start)][0]
        return next((at for at in range(match.start, first, -1) if self._opens(at)), first)

    def _opens(self, place: int) -> bool:
        before = self.tokens[place - 1]
        if before == "but":
            return True
        return (self.closing[place - 1] or before in JOINTS) and self.tokens[place] in CLAUSE_OPENERS

    def denies(self, match: Match, allowed: Sequence[str] | None) -> bool:
        """Whether the match is negated or undone; words in `allowed` belong to what was looked for.

        `allowed` None: the words of the match are an approved wording, whatever they are.
        """
        words, clause = self.tokens, self.clause_start(match)
        inside = () if allowed is None else range(match.start, match.end)
        before = range(max(clause, match.start - REACH), match.start)
        if any(self._negates(at) for at in before):
            return True
        if any(self._negates(at) and words[at] not in (allowed or ()) for at in inside):
            return True
        after = words[match.end : self.bounds[self.sentence_at(match.end - 1)][1]]
        undone = UNDONE.find(after)
        if undone is not None and undone.start == 0:
            return True
        undoings = UNDOING.find_all(words[clause : match.start])
        return any(LINKS.issuperset(words[clause + found.end : match.start]) for found in undoings)

    def _negates(self, place: int) -> bool:
        if self.tokens[place] not in NEGATIONS:
            return False
        rest = self.tokens[place : place + 3]
        if rest[0] == "no" and (self.closing[place] or (len(rest) > 1 and rest[1] in SUBJECTS)):
            return False  # "No, our calls are recorded": an answer to something else
        harmless = HARMLESS.find(rest)
        return harmless is None or harmless.start > 0

    def asks(self, match: Match, of_self: bool) -> bool:
        """Whether the match is part of what is asked, or of an "if"; `of_self`: it may be one's own name."""
        words, clause = self.tokens, self.clause_start(match)
        if (
            "whether" in words[clause : match.start]
            or "if" in words[max(clause, match.start - 2) : match.start]
        ):
            return True
        head = next((at for at in range(clause, match.start) if words[at] not in GREETINGS), match.start)
        if (
            words[head] in AUXILIARIES
            and words[head + 1 : head + 2]
            and words[head + 1] in SUBJECTS | {"calls"}
        ):
            announced = ANNOUNCING.find(words[head:])
            return announced is None or announced.start > 0
        last = self.sentence_at(match.end - 1)
        if not self.sentences[last].text.rstrip().endswith("?"):
            return False
        rest = words[match.end : self.bounds[last][1]]
        if rest and (rest[-1] in TAGS or TURN.find(rest) is not None):
            return False
        own = SELF.find(words[match.start : match.end])
        return not (of_self and own is not None and own.start == 0)


def row(sentences: Sequence[Sentence]) -> Row:
    """The sentences as one row of words."""
    made = Row(sentences, [], [], [], [])
    cased = any(letter.isupper() for sentence in sentences for letter in sentence.text)
    for sentence in sentences:
        start, raw = len(made.tokens), sentence.text.split()
        spoken = tokens(sentence.text)
        for place, token in enumerate(spoken):
            following = spoken[place + 1].first if place + 1 < len(spoken) else len(raw)
            made.tokens.append(token.text)
            made.closing.append(any(_CLOSING.search(word) for word in raw[token.last : following]))
            made.names.append(may_name(token.text, " ".join(raw[token.first : token.last + 1]), cased))
        made.bounds.append((start, len(made.tokens)))
    return made


def is_question(variant: str) -> bool:
    """Whether an approved wording asks: "do you mind if I record", "is it okay …"."""
    words = [token.text for token in tokens(variant)]
    inverted = len(words) > 1 and words[0] in AUXILIARIES and words[1] in SUBJECTS
    return inverted or variant.rstrip().endswith("?")
