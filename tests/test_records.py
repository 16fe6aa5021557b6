"""Records whose faults are told by file, record and field, whatever the damage."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis import paths
from analysis.errors import StudyError
from analysis.parsing import parsed, read_mapping, read_parsed
from analysis.records import Record, read_record, read_records


class Toy(Record):
    id: str
    n: int


@pytest.mark.parametrize(
    ("name", "text", "title", "got"),
    [
        ("toys.yaml", "- {id: a, n: 1}\n- {id: b, n: x}\n", "The toys record b is", "n: Input"),
        ("toys.yaml", "- {id: a}\n", "The toys record a is not complete", "n: Field required"),
        ("toys.yaml", "- {n: 1}\n", "record number 1 is not complete", "id: Field required"),
        ("toys.yaml", "- {id: a, n: 1, m: 2}\n", "record a is not complete", "m: Extra inputs"),
        ("toys.yaml", "- 3\n", "record number 1 is not complete", "record: Input"),
        ("toys.yaml", "- {id: a, n: 1}\n- {id: a, n: 1}\n", "Two toys records are called a", ""),
        ("toys.yaml", "id: a\n", "toys.yaml is no list of records", "dict"),
        ("toys.yaml", "- {id: a\n", "toys.yaml can't be read as YAML", "line 2"),
        ("toys.toml", "[[toy]]\nid = 'a'\n", "The toys record a is not complete", "n: Field"),
        ("toys.toml", "toy = \n", "toys.toml can't be read as TOML", "line 1"),
    ],
)
def test_a_fault_names_file_record_and_field(tmp_path, name, text, title, got):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(StudyError, match=title) as error:
        read_records(tmp_path / name, Toy)
    assert got in error.value.got
    assert name in str(error.value)


def test_many_faults_are_counted(tmp_path):
    class Wide(Record):
        a: int
        b: int
        c: int
        d: int
        e: int

    (tmp_path / "wide.yaml").write_text("{}", "utf-8")
    with pytest.raises(StudyError, match=r"wide\.yaml is not complete") as error:
        read_record(tmp_path / "wide.yaml", Wide)
    assert error.value.got.endswith("(and 2 more)")


GOOD = {
    "a.yaml": b"- {id: a, n: 1}\n",
    "a.toml": b"[[toy]]\nid = 'a'\nn = 1\n",
    "a.json": b'[{"id": "a", "n": 1}]',
}
DAMAGE = {
    "empty": (lambda raw: b"", "an empty file"),
    "spaces": (lambda raw: b" \n\n", "an empty file"),
    "latin-1": (lambda raw: raw.replace(b"a", b"\xe9"), "the byte 0xe9 in line"),
    "utf-16": (lambda raw: raw.decode().encode("utf-16"), "the byte 0xff in line 1"),
    "nul": (lambda raw: raw + b"\x00", "U+0000"),
    "direction": (lambda raw: raw.replace(b"a", "\u202ea".encode()), "U+202E"),
    "lost letter": (lambda raw: raw.replace(b"a", "\ufffd".encode()), "U+FFFD"),
    "conflict": (
        lambda raw: b"<<<<<<< HEAD\n" + raw + b"=======\n>>>>>>> main\n",
        "the mark of a merge that conflicts, in line 1",
    ),
    "conflict after": (lambda raw: raw + b"\n>>>>>>> main\n", "a merge that conflicts, in line"),
    "lfs": (lambda raw: b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git-lfs"),
    "page": (lambda raw: b"\n<!DOCTYPE html>\n<html></html>\n", "a page of HTML"),
    "cut": (lambda raw: raw.rstrip()[:-2], ""),
    "binary": (lambda raw: bytes(range(256)), "the byte 0x80 in line 2"),
}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(("damage", "told"), DAMAGE.values(), ids=DAMAGE)
def test_whatever_the_damage_the_file_is_named_with_a_remedy(tmp_path, name, damage, told):
    (tmp_path / name).write_bytes(damage(GOOD[name]))
    with pytest.raises(StudyError, match=f"^{name} (is|can't be)") as error:
        read_records(tmp_path / name, Toy)
    assert told in error.value.got
    assert error.value.hint


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_read_with_a_byte_order_mark_or_other_line_ends(tmp_path, name):
    for raw in (GOOD[name], b"\xef\xbb\xbf" + GOOD[name], GOOD[name].replace(b"\n", b"\r\n")):
        (tmp_path / name).write_bytes(raw)
        assert read_records(tmp_path / name, Toy) == [Toy(id="a", n=1)]


@pytest.mark.parametrize("name", GOOD)
def test_no_file_and_a_folder_in_its_place_are_told(tmp_path, name):
    with pytest.raises(StudyError, match=f"{name} can't be read") as error:
        read_records(tmp_path / name, Toy)
    assert "No such file" in error.value.got
    (tmp_path / name).mkdir()
    with pytest.raises(StudyError, match=f"{name} can't be read") as error:
        read_records(tmp_path / name, Toy)
    assert "directory" in error.value.got


DEEP = 200_000
LAUGHS = "\n".join(f"x{n}: &x{n} [{', '.join(['*x' + str(n - 1)] * 9)}]" for n in range(1, 12))
SILENT = {
    "a key twice": ("a.yaml", "- {id: a, n: 1, n: 2}", "the key n is there twice"),
    "a code twice": ("a.yaml", "- {1: x, 0x1: y}", "the key 0x1 is there twice"),
    "a true and a one": ("a.yaml", "- {1: x, true: y}", "the key true is there twice"),
    "a key twice in a block": ("a.yaml", "- id: a\n  n: 1\n  id: b\n", "the key id is there twice"),
    "a merge": ("a.yaml", "- &a {id: a, n: 1}\n- {<<: *a, id: b}\n", "'<<' merges records"),
    "laughs": ("a.yaml", f"x0: &x0 lol\n{LAUGHS}\n", "a value that has an alias itself, in line 2"),
    "a snake": ("a.yaml", "- &a [*a]", "a value that has an alias itself"),
    "a tag": (
        "a.yaml",
        "- !!python/object/apply:os.system [ls]",
        "could not determine a construct",
    ),
    "bytes": ("a.yaml", "- {id: !!binary YQ==, n: 1}", "determine a constructor"),
    "two documents": ("a.yaml", "- {id: a, n: 1}\n---\n- {id: b, n: 1}\n", "single document"),
    "no day": ("a.yaml", "- {id: a, n: 2026-13-45}", "month must be in 1..12"),
    "deep": ("a.yaml", "[" * DEEP, "nested too deep"),
    "a toml key twice": ("a.toml", "a = 1\na = 2\n", "Cannot overwrite"),
    "deep toml": ("a.toml", "a = " + "[" * DEEP, "nested too deep"),
    "a json key twice": ("a.json", '{"a": 1, "b": 1, "a": 2}', "the key 'a' is there twice"),
    "nan": ("a.json", '{"a": NaN}', "NaN is no number"),
    "infinity": ("a.json", '{"a": -Infinity}', "-Infinity is no number"),
    "too large": ("a.json", '{"a": 1e999}', "1e999 is no number"),
    "too long": ("a.json", '{"a": ' + "1" * 5000 + "}", "Exceeds the limit"),
    "deep json": ("a.json", "[" * DEEP, "nested too deep"),
    "more after": ("a.json", "{} {}", "Extra data"),
}


@pytest.mark.parametrize(("name", "text", "told"), SILENT.values(), ids=SILENT)
def test_nothing_is_said_twice_and_nothing_grows_without_end(name, text, told):
    with pytest.raises(StudyError, match=f"{name} can't be read as") as error:
        parsed(text, Path(name))
    assert told in error.value.got
    assert error.value.hint


def test_a_value_that_several_records_share_is_read_in_each():
    shared = parsed("- {id: a, n: &one 1}\n- {id: b, n: *one}\n", Path("a.yaml"))
    assert shared == [{"id": "a", "n": 1}, {"id": "b", "n": 1}]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf"])
def test_a_number_of_a_record_is_finite(tmp_path, number):
    class Threshold(Record):
        share: float

    (tmp_path / "t.yaml").write_text(f"share: {number}\n", "utf-8")
    with pytest.raises(StudyError, match=r"t\.yaml is not complete") as error:
        read_record(tmp_path / "t.yaml", Threshold)
    assert "share: Input should be a finite number" in error.value.got


def test_names_with_their_values_are_no_list(tmp_path):
    (tmp_path / "a.yaml").write_text("[a]\n", "utf-8")
    with pytest.raises(StudyError, match="isn't names with their values"):
        read_mapping(tmp_path / "a.yaml")


def test_records_are_read_without_loading_pandas():
    code = "import sys, analysis.pipeline.graph; print('pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip() == b"False"


@pytest.mark.parametrize("path", sorted(paths.RAW.glob("*.yaml")), ids=lambda path: path.name)
def test_the_quick_parser_reads_what_the_plain_one_reads(path):
    assert read_parsed(path) == yaml.safe_load(path.read_text("utf-8"))


def test_nothing_is_parsed_elsewhere():
    """Each of these would let a damaged file pass, or end in a traceback of somebody else's."""
    ours = Path(sys.modules["analysis"].__path__[0])
    calls = re.compile(
        r"json\.loads?\(|yaml\.(safe_)?load\(|tomllib\.loads?\(|nbformat\.reads?\(|\bpofile\.read_po\("
    )
    found = {
        path.relative_to(ours).as_posix()
        for path in ours.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if calls.search(line) and ">>>" not in line
    }
    assert found == {
        "parsing.py",
        "words/po.py",
        "report/exporter.py",  # a notebook of anybody's
        "sources/eurostat.py",  # an answer of the network
    }
