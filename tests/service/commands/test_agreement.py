import contextlib
import io
import json
import sys

import jsonschema
import pytest

from scoring.agreement.records import AgreementReport
from service.__main__ import main
from service.commands.schema import schema_text

ROWS = [
    "unit,rater,value",
    "1,ana,4",
    "1,ben,5",
    "2,ana,3",
    "2,ben,3",
    "3,ana,2",
    "3,ben,",
    "4,ana,1",
    "4,ben,1",
]


@pytest.fixture
def sidetone(monkeypatch, capsys, tmp_path):
    """Runs `sidetone agreement` on a file of these bytes: exit code, what it printed, what it complained."""

    def run(data, *options, scale="1,2,3,4,5"):
        file = tmp_path / "week.csv"
        file.write_bytes(data if isinstance(data, bytes) else "\n".join(data).encode())
        monkeypatch.setattr(sys, "argv", ["sidetone", "agreement", str(file), "--scale", scale, *options])
        monkeypatch.setenv("COLUMNS", "200")
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_sentence_comes_first(sidetone):
    code, out, _ = sidetone(ROWS)
    assert code == 0
    # Of units 1, 2, 4: the same twice, within one step three times. Quadratic kappa: seen 1;
    # ana 4,3,1 and ben 5,3,1: 9 squared gaps 1+1+9 + 4+0+4 + 16+4+0 = 39, over 3 = 13. 1 - 1/13 = .923.
    assert out.startswith(
        "On 3 units ana and ben gave the same value 2 times and were within one step 3 times."
    )
    assert "kappa, quadratic" in out
    assert "0.923" in out
    assert "Indicative: fewer than 20 units." in out
    assert "high whenever most scores are equal" in out


def test_the_json_is_the_documented_one_and_unrounded(sidetone):
    code, out, _ = sidetone(ROWS, "--json")
    document = json.loads(out)
    jsonschema.validate(document, json.loads(schema_text("agreement")))
    assert code == 0
    assert document["pairs"][0]["kappa"]["quadratic"]["value"] == pytest.approx(12 / 13, abs=1e-15)
    assert document["units"] == 4
    assert document["indicative"] is True
    assert AgreementReport.model_validate_json(out).pairs[0].first == "ana"


def test_the_json_holds_no_nan_where_nothing_is_defined(sidetone):
    _, out, _ = sidetone(["unit,rater,value", "1,ana,3", "1,ben,3", "2,ana,3", "2,cleo,3"], "--json")

    def refuse(constant):
        raise AssertionError(constant)

    document = json.loads(out, parse_constant=refuse)
    kappa = document["pairs"][0]["kappa"]["quadratic"]
    assert kappa["value"] is None
    assert kappa["why_no_value"] == "no variation: both gave one value only"
    assert document["panel"]["gwet"]["ac2"]["value"] is None


def test_two_values_show_agreement_on_each(sidetone):
    rows = ["unit,rater,value", "1,ana,1", "1,ben,1", "2,ana,0", "2,ben,1", "3,ana,0", "3,ben,0"]
    _, out, _ = sidetone(rows, scale="0,1")
    assert "agreement on the lower value" in out
    assert "agreement on the higher value" in out
    _, out, _ = sidetone(rows, "--json", scale="0,1")
    binary = json.loads(out)["pairs"][0]["binary"]
    assert binary["sensitivity_for_no"]["value"] == 0.5


def test_many_pairs_show_the_coefficient_to_read_first(sidetone):
    rows = [f"{unit},{rater},{(unit * 7 + ord(rater)) % 5 + 1}" for unit in range(30) for rater in "abcde"]
    _, out, _ = sidetone(["unit,rater,value", *rows])
    assert "10 pairs: kappa, quadratic" in out
    assert "AC1" in out


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + "\n".join(ROWS).encode(),
        "\r\n".join(ROWS).encode(),
        "\n".join(ROWS).replace(",", ";").encode(),
    ],
    ids=["byte order mark", "CRLF", "semicolons"],
)
def test_what_spreadsheets_save_reads_like_the_plain_file(sidetone, data):
    assert sidetone(data, "--json") == sidetone(ROWS, "--json")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"1,ana,4\n1,ben,4\n", "row 1: the header needs"),
        (b"unit,rater,value\n1,ana,7\n1,ben,4\n", "row 2: the value 7 is not on the scale 1, 2, 3, 4, 5"),
        (b"unit,rater,value\n1,ana,4\n1,ana,5\n1,ben,4\n", "row 3: 'ana' rates '1' 5, but in row 2 4"),
        (b"unit,rater,value\n1,ana,good\n1,ben,4\n", "row 2: the value 'good' is not a number"),
        (b"unit,rater,value\n1,ana,4\n2,ana,4\n", "only one rater"),
        (b"unit,rater,value\n1,ana,4\n1,b\xe9n,4\n", "row 3 is not text in UTF-8"),
        ("unit,rater,value\n1,ana,4".encode("utf-16"), "row 1 is not text in UTF-8"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_row_and_exit_code_2(sidetone, data, says):
    code, out, err = sidetone(data)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())


def test_a_scale_that_is_none_has_exit_code_2(sidetone):
    code, _, err = sidetone(ROWS, scale="1-5")
    assert code == 2
    assert "--scale 1,2,3,4,5" in err


def test_a_file_that_is_not_there_has_exit_code_2(monkeypatch, capsys, tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        monkeypatch.setattr(sys, "argv", ["sidetone", "agreement", str(path), "--scale", "1,2"])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 2
        assert "can't be read" in " ".join(capsys.readouterr().err.split())


def test_a_file_without_end_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("service.commands.agreement.LARGEST_FILE", 1_000_000)
    monkeypatch.setattr(sys, "argv", ["sidetone", "agreement", "/dev/zero", "--scale", "1,2"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "larger than 1 MB" in capsys.readouterr().err


def test_ratings_come_through_a_pipe(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sidetone", "agreement", "-", "--scale", "1,2,3,4,5"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(ROWS).encode())))
    with contextlib.suppress(SystemExit):
        main()
    assert capsys.readouterr().out.startswith("On 3 units")


def test_a_name_cannot_act_on_the_terminal(sidetone):
    rows = [
        "unit,rater,value",
        "1,\x1b[31mana,4",
        "1,[red]ben[/red],5",
        "2,\x1b[31mana,4",
        "2,[red]ben[/red],4",
    ]
    _, out, _ = sidetone(rows)
    assert "\x1b" not in out
    assert "[red]ben[/red]" in out


@pytest.mark.slow
def test_a_million_rows_are_read(sidetone):
    rows = [f"{n // 4},rater {n % 4},{(n * 2654435761 >> 7) % 5 + 1}" for n in range(1_000_000)]
    code, out, _ = sidetone(["unit,rater,value", *rows], "--json")
    document = json.loads(out)
    assert (code, document["ratings"], document["units"]) == (0, 1_000_000, 250_000)
