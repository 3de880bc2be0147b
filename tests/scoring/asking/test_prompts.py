"""A prompt is data: it declares its variables, takes exactly those, and a published version never changes."""

import pytest

from scoring.errors import PromptInvalid
from scoring.library import PROMPTS
from scoring.prompts import load_prompt, read_prompt

FRONT = "---\nname: small\nversion: 1\nreply: anything\nchanged: New.\nvariables: [who]\n---\n"
SMALL = f"{FRONT}# system\n\nBe brief.\n\n# user\n\nGreet {{{{who}}}}.\n\n## Not a part\n"


def published() -> dict[str, str]:
    lines = (PROMPTS[1] / "fingerprints.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def shipped() -> list[str]:
    return sorted(f"{file.parent.name}@{file.stem}" for file in PROMPTS[1].glob("*/*.md"))


@pytest.mark.parametrize("name", shipped())
def test_a_published_prompt_never_changes(name: str) -> None:
    slug, _, version = name.partition("@")
    prompt = load_prompt(slug, int(version))
    assert f"{prompt.name}@{prompt.version}" == name
    assert prompt.fingerprint() == published()[name], "publish a new version instead"


def test_every_prompt_is_pinned_and_none_is_gone() -> None:
    assert set(published()) == set(shipped())


def test_parts_are_messages_and_lesser_headings_are_text() -> None:
    prompt = read_prompt(SMALL, "small.md")
    assert [part.role for part in prompt.parts] == ["system", "user"]
    assert prompt.fill(who="Ben")[1].content == "Greet Ben.\n\n## Not a part"


def test_a_value_is_never_read_as_a_variable_or_as_a_pattern() -> None:
    prompt = read_prompt(SMALL, "small.md")
    odd = r"{{who}} \1 \g<0> {{{who}}}"
    assert prompt.fill(who=odd)[1].content.startswith(f"Greet {odd}.")


@pytest.mark.parametrize("values", [{}, {"who": "Ben", "score": "5"}, {"whom": "Ben"}])
def test_a_missing_or_surplus_value_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="missing or surplus"):
        read_prompt(SMALL, "small.md").fill(**values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "front matter"),
        ("# user\nHello", "front matter"),
        (f"{FRONT}Hello\n# user\n{{{{who}}}}", "before the first part"),
        (FRONT, "parts"),
        (f"{FRONT}# user\nHello", "differ: who"),
        (f"{FRONT}# user\n{{{{who}}}} {{{{score}}}}", "differ: score"),
        (SMALL.replace("version: 1", "version: 0"), "version"),
        (SMALL.replace("changed: New.\n", ""), "changed"),
        (SMALL.replace("reply: anything", "reply: anything\nscore: 5"), "score"),
        (SMALL.replace("name: small", "name: small\nname: other"), "second time"),
        (SMALL.replace("version: 1", "version: ["), "line"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(text: str, said: str) -> None:
    with pytest.raises(PromptInvalid, match=r"small\.md") as refused:
        read_prompt(text, "small.md")
    assert said in str(refused.value)


def test_line_ends_do_not_change_a_prompt() -> None:
    ours, theirs = read_prompt(SMALL, "a"), read_prompt(SMALL.replace("\n", "\r\n"), "a")
    assert ours.fingerprint() == theirs.fingerprint()


def test_a_word_more_is_another_prompt() -> None:
    assert (
        read_prompt(SMALL, "a").fingerprint()
        != read_prompt(SMALL.replace("brief", "kind"), "a").fingerprint()
    )


@pytest.mark.parametrize(("name", "version"), [("nobody", None), ("judge", 99), ("../rubrics", None)])
def test_a_prompt_that_is_not_there_is_said_so(name: str, version: int | None) -> None:
    with pytest.raises(PromptInvalid, match="no such prompt"):
        load_prompt(name, version)
