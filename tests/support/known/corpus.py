"""The made-up reports of tests/corpus: read into what the checks look at, with what is right in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reportgen.model.claim import Claim
from reportgen.model.finding import Finding
from reportgen.model.location import Location
from reportgen.model.report import Cell, Narrative, Paragraph, PastReport, Report, TextBlock, Workbook
from reportgen.packs.load import find_pack
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines
from reportgen.rules.prose.check import read_claims
from reportgen.text.passages import block_of

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


class Stated(NamedTuple):
    """A number that the tables, or its sentence, determine: where it stands and what it is."""

    section: str
    block: int
    start: int
    end: int
    is_: str
    kind: str = ""


class Written(NamedTuple):
    """A made-up report."""

    name: str
    draft: Subject
    stated: tuple[Stated, ...]

    def claims(self, draft: Subject | None = None) -> tuple[tuple[Claim, ...], list[Finding]]:
        stated = read_claims(draft or self.draft, find_pack(self.draft.form.id).phrasing)
        return stated.claims, [*stated.findings]


def read_corpus() -> Iterator[Written]:
    for path in sorted(CORPUS.glob("*.yaml")):
        yield read_written(path)


def read_written(path: Path) -> Written:
    source: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    form = find_pack(source["form"]).form
    cells = {ref: _cell(str(value), number) for number, (ref, value) in enumerate(source["figures"].items(), 1)}
    texts: dict[str, tuple[TextBlock, ...]] = {}
    line = 0
    for section, paragraphs in source["texts"].items():
        blocks = []
        for paragraph in paragraphs:
            line += 1
            blocks.append(block_of(Paragraph(paragraph, Location(path.name, line=line, column=1))))
        texts[section] = tuple(blocks)
    narrative = Narrative(path.name, source["agency"], source["year"], form.id, (), texts, {}, {}, None, None, None)
    report = Report(source["agency"], source["year"], form.id, cells, (), texts)
    prior = None
    if source.get("prior"):
        before = {ref: _cell(str(value), number) for number, (ref, value) in enumerate(source["prior"].items(), 1)}
        prior = PastReport(form, before)
    draft = Subject(
        form, Workbook(path.name, cells), narrative, report, {}, prior, assess_lines(form, cells, None), published=True
    )
    return Written(path.stem, draft, tuple(_stated(source, texts)))


def _cell(text: str, line: int) -> Cell:
    return Cell(text, Decimal(text), Location("figures", "表", line, 1))


def _stated(source: dict[str, Any], texts: Mapping[str, tuple[TextBlock, ...]]) -> Iterator[Stated]:
    for number in source["numbers"]:
        for section, blocks in texts.items():
            for at, block in enumerate(blocks):
                if (start := block.whole.find(number["in"])) >= 0:
                    offset = start + number["in"].find(str(number["number"]))
                    yield Stated(section, at, offset, offset + len(str(number["number"])), str(number["is"]), number["kind"])


def with_text(draft: Subject, section: str, at: int, text: str) -> Subject:
    """The same report with another paragraph."""
    blocks = list(draft.report.texts[section])
    blocks[at] = block_of(Paragraph(text, blocks[at].location))
    return draft._replace(report=draft.report._replace(texts={**draft.report.texts, section: tuple(blocks)}))
