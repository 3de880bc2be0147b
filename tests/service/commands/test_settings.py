"""`sidetone settings`: what is in force, and what looks like a setting and is none."""

from tests.service.commands.cli import Sidetone


def test_values_sources_and_misspelt_variables_are_shown(installed: Sidetone) -> None:
    installed.set(prot=9000, api_token="a token nobody may see here")
    ran = installed("settings")
    assert ran.code == 0
    assert "SIDETONE_PORT 8080 [default]" in [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "SIDETONE_PROT is set and is no setting" in ran.out
    assert "nobody may see" not in ran.out


def test_a_setting_that_cannot_be_used_is_named(installed: Sidetone) -> None:
    installed.set(port="eighty")
    ran = installed("settings")
    assert (ran.code, "SIDETONE_PORT: " in ran.err) == (2, True)
