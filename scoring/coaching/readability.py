"""How hard a text is to read: the grade after Flesch and Kincaid."""

import re

_SENTENCE = re.compile(r"[.!?…]+(?:\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")


def grade(text: str) -> float:
    """The US school grade that reads it with ease: .39 words per sentence + 11.8 syllables per word − 15.59.

    Kincaid, Fishburne, Rogers and Chissom 1975. Syllables are counted by groups of vowels, so a grade is
    right to about one. A text without words has grade 0.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE.findall(text.strip())))
    syllable_count = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllable_count / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent ending; at least one."""
    plain = word.lower().replace("’", "").replace("'", "")
    return max(1, len(_VOWELS.findall(_SILENT.sub("", plain)) or _VOWELS.findall(plain)))
