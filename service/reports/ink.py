"""Writing to a terminal that may know few characters, and what came from outside only as text."""

from rich.console import Console
from rich.text import Text

from scoring.states import Look, State
from scoring.visible import visible

_MARKS = "✔✘▮▨▯▶★◇→≈×–“”…·─"
_ASCII = str.maketrans(
    {
        "✔": "+",
        "✘": "x",
        "▮": "#",
        "▨": "~",
        "▯": ".",
        "▶": ">",
        "★": "*",
        "◇": "o",
        "→": ">",
        "≈": "~",
        "×": "x",
        "–": "-",
        "—": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "·": "|",
        "\u00a0": " ",
        "─": "-",
        "\N{REPLACEMENT CHARACTER}": "?",
    }
)

ACCENT = "cyan"
QUIET = "bright_black"
STRONG = "bold"


class Ink:
    """Makes every piece of text that goes to the console: harmless, and in characters it can write."""

    def __init__(self, console: Console) -> None:
        self.encoding = console.encoding
        self.plain = not _can_write(_MARKS, self.encoding)

    def __call__(self, text: str, style: str = "") -> Text:
        """Text is never parsed for rich's markup; the style holds for it alone, not for what is appended."""
        return Text(overflow="fold").append(self.write(text), style)

    def write(self, text: str) -> str:
        shown = visible(text)
        if self.plain:
            shown = shown.translate(_ASCII)
        return shown.encode(self.encoding, "replace").decode(self.encoding)


def mark(state: State, ink: Ink) -> Text:
    """The state's mark; bold where it says something, quiet where it says that nothing can be said."""
    styles = {Look.GOOD: f"{STRONG} {ACCENT}", Look.SHORT: STRONG, Look.NEUTRAL: QUIET}
    return ink(state.mark, styles[state.look])


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
