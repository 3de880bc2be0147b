"""Names of people: who introduces themselves, who is greeted, and first names that are known to be names.

A name that was learned is hidden wherever it is said again. What stands behind "from" or "with" after a name
is a company, and stays.
"""

from collections.abc import Iterator, Sequence

from scoring.redaction.digits import Chain
from scoring.redaction.first_names import DOUBTFUL, FIRST_NAMES
from scoring.redaction.masks import Hidden, Names
from scoring.redaction.name_words import (
    ASKED,
    COMMON,
    COMPANY_ENDS,
    GREETINGS,
    HERE,
    INTRODUCED,
    LEADING,
    MONTH_BEFORE,
    MONTH_NAMES,
    NAMED,
    NO_NAME,
    OF,
    OTHERS,
    PLACES,
    POLITE,
    RELATED,
    TITLES,
)
from scoring.redaction.row import Row
from scoring.redaction.spelled import spelled_out
from scoring.transcript import Speaker

LONGEST = 3
"""Words of a name."""
EARLY = 12
"""Sentences at the start of a call in which a bare "Marcus Dean with Copper Finch" introduces somebody."""

_ROLE = {Speaker.REP: Hidden.REP, Speaker.CUSTOMER: Hidden.CUSTOMER}
_OTHER = {Speaker.REP: Hidden.CUSTOMER, Speaker.CUSTOMER: Hidden.REP}

Span = tuple[int, int]
"""First and last atom of a name."""


def hidden_names(row: Row, names: Names, chained: Sequence[Chain]) -> dict[int, Hidden]:
    """Word of the row → whose name it is; letters that spell one, or an e-mail address, too."""
    found = _People(row, names)
    found.hear_introductions()
    spelled = spelled_out(row, chained, found.known)
    found.learn_spelled(spelled)
    found.look_everywhere()
    letters = {
        row.atoms[at].word: kind for chain, kind in spelled for at in range(chain.first, chain.last + 1)
    }
    return found.covered | letters


class _People:
    """What is known of the people of one call while its names are looked for."""

    def __init__(self, row: Row, names: Names) -> None:
        self.row = row
        self.covered: dict[int, Hidden] = {}
        self.known: dict[str, Hidden] = {}
        self.companies = {tuple(_plain(name)) for name in names.company if name.strip()}
        self.spans: list[tuple[Span, Hidden]] = []
        for listed, kind in ((names.customer, Hidden.CUSTOMER), (names.rep, Hidden.REP)):
            for name in listed:
                self.known.update(
                    (word, kind) for word in _plain(name) if len(word) > 1 and word not in NO_NAME
                )

    def hear_introductions(self) -> None:
        """Learns who says their name, and who is called by one."""
        said = [found for at in range(len(self.row.atoms)) for found in self._introductions(at)]
        for _, (_, last) in said:
            if name := self._company_behind(last + 1):
                self.companies.add(name)
        for kind, span in said:
            if not self._is_company(span[0]):
                self._learn(span, kind)
        self._hear_answers()

    def learn_spelled(self, spelled: Sequence[tuple[Chain, Hidden]]) -> None:
        """A word that is said and then spelled is a name, if it is not the company's."""
        companies = {word for company in self.companies for word in company}
        for chain, kind in spelled:
            said = {self._base(at) for at in range(max(0, chain.first - 4), chain.first)}
            if chain.text in said - companies:
                self.known.setdefault(chain.text, kind)

    def look_everywhere(self) -> None:
        """Hides every name, learned or listed."""
        protected = self._company_atoms()
        for (first, last), whose in self.spans:
            self._cover(range(first, last + 1), whose, protected)
        at = 0
        while at < len(self.row.atoms):
            span = None if at in protected else self._name_at(at)
            if span is None:
                at += 1
                continue
            kind = next(
                (self.known[w] for w in map(self._base, range(span[0], span[1] + 1)) if w in self.known), None
            )
            self._cover(range(span[0], span[1] + 1), kind or Hidden.PERSON, protected)
            at = span[1] + 1

    def _cover(self, atoms: range, kind: Hidden, protected: set[int]) -> None:
        for at in atoms:
            if at not in protected:
                self.covered.setdefault(self.row.atoms[at].word, kind)

    def _learn(self, span: Span, kind: Hidden) -> None:
        self.spans.append((span, kind))
        for at in range(span[0], span[1] + 1):
            word = self._base(at)
            if len(word) > 1:
                self.known.setdefault(word, kind)

    def _introductions(self, at: int) -> Iterator[tuple[Hidden, Span]]:
        row, text, speaker = self.row, self.row.text(at), self.row.speaker(at)
        own, other = _ROLE.get(speaker, Hidden.PERSON), _OTHER.get(speaker, Hidden.PERSON)
        for words, surely in INTRODUCED.get(text, ()):
            if self._says(at, words):
                span = self._span(at + len(words))
                asked = words[0] in ("this", "it's", "it") and row.text(at - 1) in ("is", "if")
                if span and not asked and (surely or self._is_given(span)):
                    yield own, span
                break
        for words in OTHERS.get(text, ()):
            if self._says(at, words) and (span := self._span(at + len(words))):
                if self._first(span[0]) or words[-1] in ("with", "to"):
                    yield other, span
                break
        for table, surely in ((NAMED, True), (RELATED, row.cased)):
            for words in table.get(text, ()):
                span = self._span(at + len(words)) if self._says(at, words) else None
                if span and (surely or self._first(span[0])):
                    yield Hidden.PERSON, span
        if (text in GREETINGS or text in POLITE) and not row.closes(at):
            yield from self._greeted(at, own, other)
        if text in TITLES and (span := self._span(at + 1 + (row.text(at + 1) == "dot"))):
            yield (other if self._is_vocative(at, span) else Hidden.PERSON), span
        if row.opens(at) and row.sentence(at) < EARLY:
            yield from self._opening(at, own, other)
        if text in HERE and (span := self._before(at)):
            yield own, span

    def _greeted(self, at: int, own: Hidden, other: Hidden) -> Iterator[tuple[Hidden, Span]]:
        span = self._span(at + 1)
        if span is None:
            return
        row, apart = self.row, self.row.atoms[span[1]].comma or self.row.closes(span[1])
        if row.text(at) in POLITE:
            thanked = row.text(at) != "you" or row.text(at - 1) == "thank"
            if apart and thanked and self._first(span[0]):
                yield other, span
        elif row.text(span[1] + 1) in OF | HERE and not row.atoms[span[1]].comma:
            yield own, span
        elif span[1] - span[0] < 2 and (self._first(span[0]) or row.cased):
            yield other, span

    def _opening(self, at: int, own: Hidden, other: Hidden) -> Iterator[tuple[Hidden, Span]]:
        """ "Marcus Dean with Copper Finch.", "Walter Briggs.", "Denise, hi." """
        span = self._span(at)
        if span is None:
            return
        following = self.row.text(span[1] + 1)
        if not self._first(at):
            if span == (at, at) and self.row.atoms[at].comma and following in GREETINGS and self.row.cased:
                yield other, span
            return
        if self.row.closes(span[1]):
            if span[1] > span[0]:
                yield (other if self._is_asked(span[1]) else own), span
        elif following in OF and span[1] > span[0]:
            yield own, span
        elif self.row.atoms[span[1]].comma and following in GREETINGS:
            yield other, span

    def _is_asked(self, at: int) -> bool:
        return "?" in self.row.words[self.row.atoms[at].word].raw[-3:]

    def _hear_answers(self) -> None:
        """ "Who am I talking to?" – "Oh, sorry. Nicole Baxter." """
        for at, _ in enumerate(self.row.atoms):
            for words in ASKED.get(self.row.text(at), ()):
                if self._says(at, words):
                    self._hear_answer(at)

    def _hear_answer(self, at: int) -> None:
        asked, row = self.row.sentence(at), self.row
        for place in range(asked + 1, min(asked + 5, len(row.bounds) - 1)):
            sentence = row.transcript.sentences[place]
            if (
                sentence.speaker is row.transcript.sentences[asked].speaker
                or row.bounds[place] == row.bounds[place + 1]
            ):
                continue
            begin = row.bounds[place]
            while begin < row.bounds[place + 1] and row.text(begin) in LEADING:
                begin += 1
            span = self._span(begin)
            if (
                span
                and row.sentence(span[0]) == place
                and (row.closes(span[1]) or row.atoms[span[1]].comma or self._first(begin))
            ):
                self._learn(span, _ROLE.get(sentence.speaker, Hidden.PERSON))
                return

    def _span(self, at: int) -> Span | None:
        """The name that begins at this atom: up to three words of one sentence, no comma between."""
        row = self.row
        if at >= len(row.atoms) or not self._may_name(at):
            return None
        last = at
        while (
            last - at + 1 < LONGEST
            and not row.atoms[last].comma
            and not row.closes(last)
            and self._may_name(last + 1)
            and self._base(last) == row.text(last)
            and (row.cased or (last == at and self._first(at) and row.text(last + 1) not in COMMON))
        ):
            last += 1
        if row.text(last) in COMPANY_ENDS or (
            row.text(last + 1) in COMPANY_ENDS and not row.atoms[last].comma
        ):
            return None
        return at, last

    def _before(self, at: int) -> Span | None:
        """The name right before "speaking" or "here": "Denise speaking"."""
        first = at - 1
        if first < 0 or self.row.sentence(first) != self.row.sentence(at) or not self._may_name(first):
            return None
        if (
            first - 1 >= self.row.begins(at)
            and self._first(first - 1)
            and not self.row.atoms[first - 1].comma
        ):
            return first - 1, first
        given = self.row.cased and self.row.opens(first) and self.row.text(at + 1) in OF
        return (first, first) if given or self._first(first) else None

    def _may_name(self, at: int) -> bool:
        atom, base = self.row.atoms[at], self._base(at)
        if base in NO_NAME or len(base) < 2 or not base.replace("'", "").replace("-", "").isalpha():
            return False
        return atom.capital or not self.row.cased

    def _first(self, at: int) -> bool:
        """Whether the atom is a listed or a learned first name."""
        return self._base(at) in FIRST_NAMES or self._base(at) in self.known

    def _is_given(self, span: Span) -> bool:
        """Whether what follows "I'm" or "this is" is a name, and no "Catholic" or "Contoso"."""
        following = self.row.text(span[1] + 1)
        alone = span[0] == span[1] or self.row.text(span[1] + 2) in OF
        behind = following in OF or (following in HERE and alone)
        listed = self._first(span[0]) and (self.row.cased or self._base(span[0]) not in DOUBTFUL)
        early = self.row.sentence(span[0]) < EARLY and span[0] == span[1] and not self.row.opens(span[0])
        comma = self.row.atoms[span[1]].comma
        said = (
            early and comma and self.row.text(span[0] - 1) in ("i'm", "am") and not self.row.closes(span[1])
        )
        return listed or (self.row.cased and (said or (behind and not comma)))

    def _is_vocative(self, at: int, span: Span) -> bool:
        row, last = self.row, span[1]
        if row.text(at - 1) in GREETINGS or (row.text(at - 1) in POLITE and row.atoms[last].comma):
            return True
        if row.opens(at):
            return row.atoms[last].comma or row.closes(last)
        return row.closes(last) and row.atoms[at - 1].comma

    def _name_at(self, at: int) -> Span | None:
        """The name that begins here without an introduction: learned, or listed and beyond doubt."""
        row, base = self.row, self._base(at)
        learned = base in self.known
        if not learned and base not in FIRST_NAMES:
            return None
        if not self._may_name(at) or self._is_month(at, learned) or self._is_company(at):
            return None
        if row.text(at - 1) in PLACES and not row.opens(at):
            return None
        span = self._span(at)
        if span is None:
            return None
        if base in DOUBTFUL and not self._beyond_doubt(at, span, learned):
            return None
        if base in COMMON and not row.cased:
            return None
        if learned and base in COMMON and row.opens(at) and span == (at, at) and not row.atoms[at].comma:
            return None
        return at, self._surname_end(span)

    def _surname_end(self, span: Span) -> int:
        """Where a name ends in running text: after one surname, or what else was learned."""
        last = span[0]
        if self._base(last) not in FIRST_NAMES:
            return last
        while last < span[1] and (last == span[0] or self._base(last + 1) in self.known):
            last += 1
        return last

    def _beyond_doubt(self, at: int, span: Span, learned: bool) -> bool:
        row = self.row
        if not row.cased:
            return False
        if span[1] > at and row.text(at + 1) not in COMMON:
            return not row.opens(at) or self._base(at + 1) in self.known or learned
        apart = row.atoms[at].comma or row.closes(at)
        if row.opens(at):
            return learned and (apart or row.text(at) != self._base(at))
        return True

    def _is_month(self, at: int, learned: bool) -> bool:
        if self._base(at) not in MONTH_NAMES:
            return False
        if not learned:
            return True
        behind = self.row.text(at + 1)
        return self.row.text(at - 1) in MONTH_BEFORE or behind[:1].isdigit() or behind in MONTH_BEFORE

    def _base(self, at: int) -> str:
        return self.row.text(at).removesuffix("'s")

    def _says(self, at: int, words: Sequence[str]) -> bool:
        return all(self.row.text(at + step) == word for step, word in enumerate(words))

    def _is_company(self, at: int) -> bool:
        return any(self._says(at, company) for company in self.companies)

    def _company_atoms(self) -> set[int]:
        """Atoms that belong to a company's name: given, or said right after somebody's own name."""
        firsts = {company[0] for company in self.companies}
        return {
            at + step
            for at, atom in enumerate(self.row.atoms)
            if atom.text in firsts
            for company in self.companies
            if self._says(at, company)
            for step in range(len(company))
        }

    def _company_behind(self, at: int) -> tuple[str, ...]:
        """ "… over at Copper Finch": the capitals behind the words that lead to a company."""
        row, start = self.row, at
        while (row.text(at) in OF or row.text(at) in HERE) and at - start < 4:
            if row.closes(at):
                return ()
            at += 1
        if at == start or at >= len(row.atoms) or self._first(at):
            return ()
        name: list[str] = []
        while at < len(row.atoms) and row.atoms[at].capital and len(name) < 4:
            name.append(row.text(at))
            if row.atoms[at].comma or row.closes(at):
                break
            at += 1
        return tuple(name)


def _plain(name: str) -> list[str]:
    return [word.strip(".,").casefold() for word in name.replace("-", " ").split()]
