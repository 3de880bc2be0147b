import shutil
from pathlib import Path

import pytest
import yaml

from scoring import library
from scoring.errors import RubricInvalid
from scoring.library import load_rubric, rubric_document, rubric_source
from tests.cast import rubric_document as small_rubric


def dumped(document, **options):
    return yaml.dump(document, Dumper=yaml.CSafeDumper, **options)


def refused(text):
    with pytest.raises(RubricInvalid) as caught:
        rubric_document(text)
    return caught.value.mistakes[0]


def test_a_shipped_rubric_is_found_by_name_by_version_and_by_file():
    newest = load_rubric("b2b-discovery")
    assert newest == load_rubric("b2b-discovery", 1) == load_rubric("b2b-discovery@1")
    assert newest == load_rubric(library.FOLDERS[1] / "b2b-discovery" / "1.yaml")
    assert newest.slug == "b2b-discovery"


def test_without_a_version_the_newest_counts_and_ten_is_newer_than_nine(tmp_path, monkeypatch):
    (tmp_path / "small").mkdir()
    for version in (9, 10):
        text = dumped(small_rubric() | {"version": version})
        (tmp_path / "small" / f"{version}.yaml").write_text(text)
    monkeypatch.setattr(library, "FOLDERS", (tmp_path,))
    assert load_rubric("small").version == 10
    assert load_rubric("small@9").version == 9


def test_in_an_installed_package_the_rubrics_lie_beside_the_code():
    assert library.FOLDERS[0] == Path(library.__file__).parent / "shipped" / "rubrics"


def test_a_rubric_that_is_not_there_names_those_that_are():
    with pytest.raises(RubricInvalid, match="no rubric is called b2b-discovry; there are b2b-discovery@1"):
        load_rubric("b2b-discovry")
    with pytest.raises(RubricInvalid, match="there are b2b-discovery@1"):
        load_rubric("b2b-discovery@7")


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(RubricInvalid, match=r"nowhere.yaml: 1 mistake. cannot be read: No such file"):
        load_rubric(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes("slug: caf\xe9".encode("latin-1"))
    with pytest.raises(RubricInvalid, match="not a text in UTF-8"):
        load_rubric(str(tmp_path / "latin.yaml"))


def test_a_rubric_with_mistakes_names_their_lines(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(dumped(small_rubric() | {"version": 0}, sort_keys=False))
    with pytest.raises(RubricInvalid, match="line 2, version: Input should be greater than or equal to 1"):
        load_rubric(file)


def test_a_key_may_stand_only_once():
    assert (
        refused("slug: a\nversion: 1\nslug: b\n")
        == "line 3: `slug` stands here a second time (first in line 1)"
    )


def test_a_few_lines_that_mean_millions_of_values_are_refused_unread():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for this, last in zip("bcdefghij", "abcdefghi", strict=True):
        bomb += f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]\n"  # 9^10 values in 10 lines
    assert refused(bomb) == "more than 50,000 values once its aliases are written out"


def test_an_alias_to_itself_ends():
    assert refused("a: &a [*a]\n") == "more than 50,000 values once its aliases are written out"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "a rubric is a mapping that begins with `slug:` and `version:`"),
        ("- a\n- b\n", "a rubric is a mapping that begins with `slug:` and `version:`"),
        ("a: [1\n", "line 2: did not find expected ',' or ']'"),
        ("a: 1\n b: 2\n", "line 2: mapping values are not allowed in this context"),
        ("? [a]\n: 1\n", "line 1: a key has to be a word"),
        ("a: !!python/object/apply:os.getcwd []\n", "line 1: could not determine a constructor for the tag"),
        ("a: 1\n---\nb: 2\n", "line 2: but found another document"),
        ("x" * 1_000_001, "1,000,001 characters; at most 1,000,000 are read"),
        ("a: " + "[" * 400_000, "line 1: nested too deeply to be a rubric"),
        ("a: 2026-13-45\n", "cannot be read as YAML: month must be in 1..12"),
    ],
)
def test_what_is_not_a_rubric_is_refused_in_words(text, mistake):
    assert refused(text).startswith(mistake)


def test_every_value_knows_its_line():
    source = rubric_source("slug: a\ncriteria:\n  - key: opening\n    anchors:\n      1: bad\n")
    assert source.line(("criteria", 0, "anchors", 1)) == 5
    assert source.line(("criteria", 0, "key")) == 3
    assert source.line(("criteria", 0, "items", 4)) == 3  # what is missing: where it is missing


def test_never_more_of_a_file_is_read_than_a_rubric_may_have(tmp_path):
    (tmp_path / "long.yaml").write_bytes(b"x" * (library.LONGEST + 1))
    with pytest.raises(RubricInvalid, match="longer than 1,000,000 bytes"):
        load_rubric(tmp_path / "long.yaml")


@pytest.mark.parametrize("name", ["/dev/zero", "/"])
def test_a_device_or_a_folder_is_no_rubric(name):
    with pytest.raises(RubricInvalid, match="is no file"):
        load_rubric(Path(name))


def test_a_published_file_that_was_changed_on_disk_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "rubrics"
    shutil.copytree(library.FOLDERS[1], folder)
    monkeypatch.setattr(library, "FOLDERS", (folder,))
    assert len(list(library.shipped_rubrics())) == 3  # comments and spacing may change, and nothing did
    file = folder / "customer-service" / "1.yaml"
    file.write_text("# A remark.\n" + file.read_text("utf-8").replace("weight: 25", "weight: 26", 1), "utf-8")
    for look in (lambda: list(library.shipped_rubrics()), lambda: load_rubric("customer-service@1")):
        with pytest.raises(RubricInvalid) as refused:
            look()
        assert "was changed on disk after it was published" in refused.value.next_step
        assert "customer-service/2.yaml" in refused.value.next_step


def test_a_remark_in_a_published_file_changes_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "rubrics"
    shutil.copytree(library.FOLDERS[1], folder)
    monkeypatch.setattr(library, "FOLDERS", (folder,))
    file = folder / "customer-service" / "1.yaml"
    file.write_text("# A remark.\n" + file.read_text("utf-8"), "utf-8")
    assert load_rubric("customer-service@1").version == 1
