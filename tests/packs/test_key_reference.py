"""The reference of keys: every key that a file may hold is described where it is declared, truly, and found by whoever asks."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

import reportgen
from reportgen.area.decisions import DECISIONS, DECISIONS_SHAPE
from reportgen.area.register import REGISTER_SHAPE, REGISTER_YAML
from reportgen.cli.main import main
from reportgen.files.keys import DeclaredFile, described, mappings_in
from reportgen.files.shapes import Again, Choice, Either, Key, Keys, ListOf, Number, Shape, Text, shape_problems, text_problem
from reportgen.files.yaml import LocatedMap, Node, Scalar, compose
from reportgen.model.area.register import COLUMNS
from reportgen.model.location import Location
from reportgen.packs.load import open_pack
from reportgen.packs.overlay import Merger
from reportgen.packs.phrasing import PHRASING
from reportgen.packs.shapes.format import FORMAT
from reportgen.tasks.packs import declared_files

FILES = (*declared_files(), DeclaredFile(REGISTER_YAML, REGISTER_SHAPE), DeclaredFile(DECISIONS, DECISIONS_SHAPE))


def keys_below(shape: Keys, above: str = "") -> Iterator[tuple[str, Key]]:
    """Every key of a mapping, and of those below it, each with its path."""
    for key in (*shape.keys, *filter(None, [shape.others])):
        path = f"{above}.{key.name}".removeprefix(".")
        yield path, key
        for inner in mappings_in(key.shape):
            yield from keys_below(inner, path)


EVERY = {
    f"{file.name} {path}": key
    for file in FILES
    for shape in (*filter(None, [file.overlay]), file.shape)  # where both have a key, as the base has it
    for path, key in keys_below(shape)
}


# -- every key is described, and truly ----------------------------------------------------------------


@pytest.mark.parametrize("where", EVERY)
def test_a_key_is_described_where_it_is_declared(where: str) -> None:
    """Whoever adds a key says what it is (plain Chinese), shows it, and says since which version and what counts without it."""
    key = EVERY[where]
    assert re.search(r"[\u4e00-\u9fff]", key.about), "about: 一句话说是什么"
    assert key.required or key.default or not isinstance(key.shape, Choice | Number), "default: 不写时是什么"
    # The example fits: it is read as the key's own value.
    line = key.example if key.name.startswith("〈") else f"{key.name}: {key.example}"
    within = next(shape for shape in shapes_declared() if any(key is one for one in (*shape.keys, shape.others)))
    node = compose(line, "example")
    assert isinstance(node, LocatedMap)
    assert list(shape_problems(node.entries[0][1], key.shape, Location("example"), within)) == []


def test_a_key_came_with_a_version_that_there_is() -> None:
    """`since` is a version of the changelog, or the next one."""
    told = re.findall(r"^## (\d+\.\d+)\.\d+ ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    major, minor, _ = reportgen.__version__.split(".")
    known = {*told, f"{major}.{int(minor) + 1}"}
    assert {where: key.since for where, key in EVERY.items() if key.since not in known} == {}


def test_a_text_of_a_certain_form_is_called_something() -> None:
    plain = Text().called
    for where, key in EVERY.items():
        for one in texts_in(key.shape):
            assert one.called != plain or not one.pattern.strip(" *"), where


def texts_in(shape: Shape) -> Iterator[Text]:
    if isinstance(shape, Text):
        yield shape
    elif isinstance(shape, ListOf):
        yield from texts_in(shape.item)
    elif isinstance(shape, Either):
        for one in shape.shapes:
            yield from texts_in(one)


# -- no key is read that is not declared --------------------------------------------------------------


def shapes_declared() -> Iterator[Keys]:
    """Every mapping that the reference tells of."""
    for file in FILES:
        for shape in (file.shape, *filter(None, [file.overlay])):
            yield shape
            for _, key in keys_below(shape):
                yield from mappings_in(key.shape)


def test_every_mapping_that_is_declared_anywhere_stands_in_the_reference() -> None:
    told = {shape.name for shape in shapes_declared()}
    for module in pkgutil.walk_packages(reportgen.__path__, "reportgen."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            assert not isinstance(value, Keys) or value.name in told, f"{module.name}.{name}"


def test_every_key_that_a_reader_asks_for_is_declared() -> None:
    """Such a key would be read and refused at once, or read from a file whose keys nobody knows."""
    declared = {key.name for key in EVERY.values()}
    asked = {}
    for path in sorted((ROOT / "src/reportgen/packs").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and any(isinstance(arg, ast.Constant) for arg in node.args):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                if called in ("get", "_words", "days", "_all_of"):
                    asked |= {word: path.name for word in words if isinstance(word, str) and word}
    assert len(asked) > 50
    # The registers and narratives are read by names that the nouns have; test_schemas.py compares the narrative's.
    assert {key.name for shape in below(REGISTER_SHAPE) for key in shape.keys} == set(COLUMNS)
    assert {word: file for word, file in asked.items() if word not in declared} == {}


# -- what counts where a key is not written -----------------------------------------------------------


def with_defaults(value: Any, shape: Shape, tried: set[str], within: Keys | None = None) -> Any:
    """The same values with every key written that has a default which can be written, and was not."""
    if isinstance(shape, ListOf) and isinstance(value, list):
        return [with_defaults(one, shape.item, tried, within) for one in value]
    shape = within if isinstance(shape, Again) and within else shape
    if not isinstance(shape, Keys) or not isinstance(value, dict):
        return value
    full = {name: with_defaults(inner, shape.by_name[name].shape, tried, shape) for name, inner in value.items()}
    for key in shape.keys:
        fits = isinstance(key.shape, Choice | Number) and key.default and not text_problem(key.default, key.shape)
        if key.name not in value and fits:
            tried.add(f"{shape.name} {key.name}")
            full[key.name] = key.default
    return full


def test_a_default_changes_nothing_where_it_is_written(tmp_path: Path) -> None:
    """What the reference says counts without a key is what the reader takes."""
    tried: set[str] = set()
    made_up = ROOT / "tests" / "forms" / "gov-test-2099" / "format.yaml"
    for pack in (*sorted((ROOT / "templates").glob("*/format.yaml")), made_up):
        folders = [tmp_path / side / pack.parent.name for side in ("plain", "written")]
        for folder in folders:
            folder.mkdir(parents=True)
        for name, shape in (("format.yaml", FORMAT), ("prose.yaml", PHRASING)):
            if not (pack.parent / name).exists():
                continue  # the made-up form says nothing in prose
            values = yaml.load((pack.parent / name).read_text(encoding="utf-8"), yaml.BaseLoader)
            for table in values["tables"] if shape is FORMAT and pack is not made_up else ():
                table["look"] = {"stub_widths": table["look"].get("stub_widths", ["20"])}  # ours give every measure
            if shape is FORMAT:
                values.setdefault("fields", [{"id": "number", "name": "文号"}])  # ours have none
            for folder, said in zip(folders, (values, with_defaults(values, shape, tried)), strict=True):
                text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10**6)
                (folder / name).write_text(text, encoding="utf-8")
        bare, written = map(open_pack, folders)
        assert replace(written.form, places={}, folder="") == replace(bare.form, places={}, folder="")
        assert written.phrasing == bare.phrasing
    could = {
        f"{shape.name} {key.name}"
        for shape in shapes_declared()
        for key in shape.keys
        if shape.name in {one.name for one in (FORMAT, *below(FORMAT), PHRASING, *below(PHRASING))}
        and isinstance(key.shape, Choice | Number)
        and key.default
        and not text_problem(key.default, key.shape)
    }
    assert tried == could


def below(shape: Keys) -> Iterator[Keys]:
    """The mappings below one."""
    for _, key in keys_below(shape):
        yield from mappings_in(key.shape)


# -- who asks is answered -----------------------------------------------------------------------------

ASKED = {
    "rows.note": ["tables.blocks.rows.note"],
    "tables[].blocks[].rows[].note": ["tables.blocks.rows.note"],
    "tables → blocks → rows → note": ["tables.blocks.rows.note"],
    "tables.rows.note": ["tables.rows.note"],  # an overlay's
    "prose.yaml tables.rows.weak": ["tables.rows.weak"],
    "tables.columns.weak": ["tables.columns.weak"],
    "widths": ["tables.look.stub_widths"],
    "铺张": [],
    "曾用名": ["机关.曾用名"],
    "tables.blocks.rows.rows.rows.note": ["tables.blocks.rows.note"],
    "相乘": [],
    "横着排": ["tables.across"],
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_key_is_found_by_its_path_a_part_of_it_or_words(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["format", "keys", asked, "--to", "json"])
    assert [key["path"] for key in json.loads(capsys.readouterr().out)] == ASKED[asked]
    assert code == (0 if ASKED[asked] else 1)


def test_all_that_is_known_of_a_key_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "keys", "identities.relation"]) == 0
    told = capsys.readouterr().out
    for said in (
        "identities.relation　format.yaml",
        "equals、at_most 或 ratio",
        "不写时    equals",
        "relation: at_most",
        "从哪一版  0.1",
    ):
        assert said in told
    assert main(["format", "keys", "letterhead"]) == 0
    assert "里面的键  mark、mark_size、number" in capsys.readouterr().out
    assert main(["format", "keys", "rows.rows"]) == 0
    assert "里面的键  id、name、label" in capsys.readouterr().out
    assert main(["format", "keys"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {key.path} " in listed for file in FILES for key in described(file) if not key.same_as)
    assert main(["format", "keys", "relatoin"]) == 1
    assert "没有“relatoin”这个键，是不是“relation”？" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "command"), [("    nmae: 站表", "reportgen format keys name"), ("    zzzzzz: 1", "reportgen format keys")]
)
def test_a_key_that_nobody_knows_leads_to_the_reference(
    wrong: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(ROOT / "tests" / "forms" / "gov-test-2099", tmp_path / "gov-test-2099")
    text = (folder / "format.yaml").read_text(encoding="utf-8")
    (folder / "format.yaml").write_text(text.replace("  - id: gauges\n", f"  - id: gauges\n{wrong}\n"), encoding="utf-8")
    main(["format", "check", str(folder)])
    told = capsys.readouterr().out
    assert f"：{command}\n" in told
    assert main(command.split()[1:]) == 0


# -- what an overlay does -----------------------------------------------------------------------------


def test_what_an_overlay_does_to_a_key_is_what_it_is_said_to_do() -> None:
    """Said from the shapes, as the merger reads them: one of each way, laid over a base."""
    said = {key.path: key.over for key in described(FILES[0])}
    ways = {"name": "代替原来的", "contact": "加在原来的后面", "years": "写了的键代替原来的", "tables": "按 id 增改", "basis.mistaken.cited": "整项照写"}  # fmt: skip
    assert {path: said[path] for path in ways} == ways
    base, over = (compose(text, "x") for text in ("{name: 甲, contact: [一], years: {first: 1, last: 2}, tables: [{id: a}]}", "{name: 乙, contact: [二], years: {last: 3}, tables: [{id: a, name: 表, after: b}]}"))  # fmt: skip
    assert isinstance(base, LocatedMap) and isinstance(over, LocatedMap)
    merged = Merger().mapping(base, over, FORMAT)
    assert plain(merged) == {
        "name": "乙",
        "contact": ["一", "二"],
        "years": {"first": "1", "last": "3"},
        "tables": [{"id": "a", "name": "表"}],
    }


def plain(node: Node) -> Any:
    if isinstance(node, LocatedMap):
        return {key.text: plain(value) for key, value in node.entries if key.text != "after"}
    return node.text if isinstance(node, Scalar) else [plain(one) for one in node.items]
