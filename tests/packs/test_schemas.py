"""The JSON Schemas for editors: equal to what is shipped, and refusing what the readers refuse."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAMPLES, ROOT, examples

from reportgen.cli.main import main
from reportgen.drafts.narrative.read import open_text, read_narrative
from reportgen.drafts.narrative.schema import narrative_schema, narrative_shape
from reportgen.files.shapes import Again, Either, Keys, ListOf, Shape, shape_problems
from reportgen.files.yaml import LocatedMap, Node, Scalar, compose
from reportgen.model.draft import FIELDS, KEYS
from reportgen.model.location import Location
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack
from reportgen.packs.new import format_schema
from reportgen.packs.phrasing import PHRASING
from reportgen.packs.shapes.format import FORMAT, OVERLAY

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

PACKS = [*sorted(shipped_packs().glob("*/format.yaml")), ROOT / "tests/forms/gov-test-2099/format.yaml"]
OVERLAYS = [ROOT / "tests/overlays/province-2021/format.yaml"]
NARRATIVES = sorted(EXAMPLES.glob("*/narrative.yaml"))
SCHEMAS = {"format": "format", "narrative": "narrative"} | {
    path.parent.name: f"narrative-{path.parent.name}" for path in shipped_packs().glob("*/format.yaml")
}


def validator(text: str) -> Any:
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_editor_reads(node: Node | None) -> Any:
    """Nodes as the values of YAML 1.2: what an editor checks."""
    if isinstance(node, LocatedMap):
        return {key.text: as_editor_reads(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [as_editor_reads(item) for item in node.items] if node else None
    if node.text in ("true", "false"):
        return node.text == "true"
    if re.fullmatch(r"-?[0-9]+", node.text):
        return int(node.text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", node.text):
        return float(node.text)
    return node.text or None


def values_of(path: Path) -> Any:
    return as_editor_reads(compose(path.read_text(encoding="utf-8"), path.name))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_shipped_schemas_are_what_the_program_writes(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = (ROOT / "docs" / "schemas" / f"{SCHEMAS[kind]}.schema.json").read_text(encoding="utf-8")
    assert main(["format", "schema", kind]) == 0
    assert capsys.readouterr().out == shipped
    assert main(["format", "schema", kind, "-o", str(tmp_path / "s.json")]) == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == shipped
    assert main(["format", "schema", kind, "-o", str(tmp_path / "s.json")]) == 2


def test_everything_is_explained_in_chinese() -> None:
    for text in (format_schema(), narrative_schema(), narrative_schema(find_pack("gov-disclosure-2021").form)):
        for name, definition in json.loads(text)["$defs"].items():
            for key, shape in (("", definition), *definition["properties"].items()):
                assert re.search(r"[\u4e00-\u9fff]", shape["description"]), (name, key)


@pytest.mark.parametrize("path", [*PACKS, *OVERLAYS], ids=lambda path: path.parent.name)
def test_packs_are_valid(path: Path) -> None:
    assert list(validator(format_schema()).iter_errors(values_of(path))) == []


@pytest.mark.parametrize("path", NARRATIVES, ids=lambda path: path.parent.name)
def test_narratives_are_valid(path: Path) -> None:
    values = values_of(path)
    for text in (narrative_schema(find_pack(values["格式"]).form), narrative_schema()):
        assert list(validator(text).iter_errors(values)) == []


def test_new_draft_is_valid(tmp_path: Path) -> None:
    for year in (2016, 2020, 2024):
        assert main(["new", str(tmp_path / str(year)), "--agency", "某局", "--year", str(year)]) == 0
        values = values_of(tmp_path / str(year) / "narrative.yaml")
        assert list(validator(narrative_schema(find_pack(values["格式"]).form)).iter_errors(values)) == []


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines below a `|`, as they are typed."""


_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def typed(values: Any) -> str:
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)


# -- what one refuses, the other refuses -------------------------------------------------------------

Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every place in nested values."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def at(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def shape_at(shape: Shape, path: Path_, within: Keys | None = None) -> tuple[Shape | None, Keys | None]:
    """The shape that is declared for a place."""
    if isinstance(shape, Again):
        assert within is not None
        shape = within
    if not path:
        return shape, within
    if isinstance(shape, Either):
        kind = ListOf if isinstance(path[0], int) else Keys
        return shape_at(next(one for one in shape.shapes if isinstance(one, kind)), path, within)
    if isinstance(shape, ListOf):
        return shape_at(shape.item, path[1:], within)
    assert isinstance(shape, Keys)
    key = shape.by_name.get(str(path[0]))
    inner = key.shape if key else shape.others.shape if shape.others else None
    return shape_at(inner, path[1:], shape) if inner else (None, None)


def spoiled(values: Any, shape: Keys, chance: random.Random) -> tuple[Any, str]:
    """The same values with one thing wrong at a place of chance, and what."""
    values = copy.deepcopy(values)
    kind = chance.choice(("unknown key", "missing key", "wrong type", "wrong word"))
    wanted = []
    for path in places(values):
        declared, _ = shape_at(shape, path)
        value = at(values, path)
        if kind in ("unknown key", "missing key"):
            if not isinstance(declared, Keys) or not isinstance(value, dict) or declared.others is not None:
                continue
            missing = [key.name for key in declared.keys if key.required and key.name in value]
            if kind == "unknown key" or missing:
                wanted.append((path, missing))
        elif path and not isinstance(declared, Either):
            word = getattr(declared, "values", None) or getattr(declared, "pattern", None) or hasattr(declared, "low")
            if kind == "wrong type" or word:
                wanted.append((path, []))
    path, missing = chance.choice(wanted)
    if kind == "unknown key":
        at(values, path)["nonesuch"] = "x"
    elif kind == "missing key":
        del at(values, path)[chance.choice(missing)]
    else:
        value = at(values, path)
        other = (
            {"x": "y"}
            if kind == "wrong type" and not isinstance(value, dict)
            else ["x", ["y"]]
            if kind == "wrong type"
            else "？！"
        )
        at(values, path[:-1])[path[-1]] = other
    return values, f"{kind} at {path}"


@pytest.mark.parametrize("path", [PACKS[-1], *OVERLAYS], ids=lambda path: path.parent.name)
def test_reader_and_schema_refuse_the_same_spoiled_declarations(path: Path) -> None:
    values, schema = values_of(path), validator(format_schema())
    shape = OVERLAY if "extends" in values else FORMAT
    chance = random.Random(2099)
    kinds = set()
    for _ in range(examples(300)):
        wrong, what = spoiled(values, shape, chance)
        if shape is OVERLAY and "extends" not in wrong:
            continue  # read as a whole pack
        text = typed(wrong)
        node = compose(text, "format.yaml")
        assert not schema.is_valid(wrong), what
        assert list(shape_problems(node, shape, Location("format.yaml"))), what
        kinds.add(what.partition(" at ")[0])
    assert len(kinds) == 4


def test_reader_and_schema_refuse_the_same_spoiled_narratives() -> None:
    path = EXAMPLES / "huaian-2024" / "narrative.yaml"
    form, values = find_pack("gov-disclosure-2021").form, values_of(path)
    values["豁免"] = [{"代码": "Y301", "理由": "上年漏计 1 件"}]
    schema, shape = validator(narrative_schema(form)), narrative_shape(form)
    assert schema.is_valid(values)
    _, sound = read_narrative(open_text(typed(values), "n.yaml"), form)
    assert sound == []
    chance, refused = random.Random(2024), 0
    tried = examples(150)
    for _ in range(tried):
        wrong, what = spoiled(values, shape, chance)
        _, findings = read_narrative(open_text(typed(wrong), "n.yaml"), form)
        assert not schema.is_valid(wrong), what
        # Which form it is made in, another reader looks at.
        assert findings or "格式" in what, what
        refused += bool(findings)
    assert refused * 3 > tried * 2


def test_narrative_shape_has_the_keys_of_the_reader() -> None:
    form = find_pack("gov-disclosure-2014").form
    assert set(narrative_shape(form).by_name) == {*KEYS, *(section.name for section in form.prose_sections)} - {FIELDS}


def test_every_key_of_the_shapes_is_used_by_a_reader() -> None:
    """A key that is declared and never read would be accepted and dropped."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/reportgen/packs").glob("*.py"))

    def keys(shape: Shape, seen: set[str]) -> Iterator[str]:
        if isinstance(shape, ListOf):
            yield from keys(shape.item, seen)
        if isinstance(shape, Keys) and shape.name not in seen:
            seen.add(shape.name)
            for key in shape.keys:
                yield key.name
                yield from keys(key.shape, seen)

    for shape in (FORMAT, OVERLAY, PHRASING):
        for name in keys(shape, set()):
            assert f'"{name}"' in code or name == "severity", name
