"""The build record: made of a checked draft, kept in the built .docx, read back from one that somebody may have changed.

It is JSON, packed, as text of a part of its own (`word/record.py`): letters and digits, in which no
program that saves the file has anything to mend.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple, NoReturn

from .. import __version__
from ..files.parts import Parts
from ..files.zips import BROKEN_ZIP, MAX_MEMBERS, GuardedZip, Member, chunks, deflated, unpacked
from ..model.draft import Checked
from ..model.errors import SourceError
from ..model.finding import Severity
from ..model.location import Location
from ..model.outline import Aside, AsideKind
from ..model.report import BlockKind, Cell, Report, TextBlock, printed
from ..model.version import BuildRecord, RecordedFinding, RecordedWaiver, Shown, TableRow, TableWords
from ..packs.pack import Pack
from ..text.charts import shown
from ..text.hidden import COMMANDS
from ..text.patterns import pattern
from .names import KIND, PACKAGE_RELATIONS, XML_DECLARATION, declared
from .package import USUAL_MAIN

# 1 did not keep what a document shows besides the report, and of a chart the figures alone.
VERSION = 2
# What a crafted file may make us hold; those of real reports have 10 KB and 50 KB.
_LARGEST_PART = 9_000_000
_LARGEST_JSON = 24_000_000
_KINDS: dict[object, BlockKind] = {
    "heading": "heading",
    "paragraph": "paragraph",
    "image": "image",
    "chart": "chart",
    "row": "row",
}
_FIGURE = pattern(r"-?[0-9]+(?:\.[0-9]+)?")
NAMESPACE = "urn:reportgen:build-record"
_ITEM = pattern(r"customXml/item\d*\.xml", re.IGNORECASE)
_NUMBER = pattern(r"customXml/(?:_rels/)?item(?:Props)?(\d+)\.", re.IGNORECASE)
_HEAD = 4096
# An identity of the kind of part, not of the document: the same input gives the same bytes.
_STORE = "{5B0E3C52-7A41-4E0B-9C1D-2F6A8D94E713}"


# -- made -------------------------------------------------------------------------------------------


def record_of(checked: Checked, pack: Pack, digests: tuple[str, str], *, draft: bool) -> BuildRecord:
    """What a document built of `checked` with `pack` has to remember; `digests` are those of the files that were read."""
    report = checked.report
    nowhere = Location("")
    return BuildRecord(
        program=__version__,
        pack_digest=pack.digest,
        workbook=digests[0],
        narrative=digests[1],
        draft=draft,
        findings=tuple(
            RecordedFinding(one.code, one.severity, one.message, str(_without_folders(one.location))) for one in checked.findings
        ),
        waivers=tuple(RecordedWaiver(waiver.code, waiver.ref, waiver.reason) for _, waiver in checked.waived),
        pictures={name: hashlib.sha256(picture.content).hexdigest() for name, picture in checked.pictures.items()},
        report=report._replace(
            cells={ref: Cell(cell.text, cell.value, nowhere, cell.remark) for ref, cell in report.cells.items()},
            texts={section: tuple(_kept(block, nowhere) for block in blocks) for section, blocks in report.texts.items()},
        ),
    )


def _kept(block: TextBlock, nowhere: Location) -> TextBlock:
    """A block as far as its content goes; a chart by all that it shows."""
    image = shown(block.chart) if block.chart else block.image
    return TextBlock(block.kind, block.text, nowhere, block.level, block.lead, image)


def _without_folders(location: Location) -> Location:
    """A document goes out to the public: where its files lay on somebody's computer is nobody's business."""
    return location._replace(path=PurePosixPath(PureWindowsPath(location.path).as_posix()).name)


# -- written ----------------------------------------------------------------------------------------


def record_text(record: BuildRecord) -> str:
    """The record as plain letters and digits; the same record gives the same text."""
    report = record.report
    stored = {
        "version": VERSION,
        "program": record.program,
        "pack": record.pack_digest,
        "workbook": record.workbook,
        "narrative": record.narrative,
        "draft": record.draft,
        "findings": [finding._asdict() for finding in record.findings],
        "waivers": [waiver._asdict() for waiver in record.waivers],
        "pictures": dict(record.pictures),
        "report": {
            "agency": report.agency,
            "year": report.year,
            "format": report.format_id,
            "title": report.title,
            "signature": report.signature,
            "date": report.date,
            **{key: dict(said) for key, said in (("fields", report.fields), ("contact", report.contact)) if said},
            "figures": {
                ref: {"text": cell.text, "value": None if cell.value is None else format(cell.value, "f"), "remark": cell.remark}
                for ref, cell in report.cells.items()
            },
            "texts": {
                section: [
                    {
                        "kind": one.kind,
                        "level": one.level,
                        "lead": one.lead,
                        "text": one.text,
                        "image": one.image,
                    }
                    for one in blocks
                ]
                for section, blocks in report.texts.items()
            },
        },
        "shown": _shown_kept(record.shown or Shown(()), report),
    }
    packed = zlib.compress(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def _shown_kept(shown: Shown, report: Report) -> dict[str, object]:
    return {
        "tables": [
            {
                "name": table.name,
                "section": table.section,
                "forms": table.forms,
                "rows": [[row.number, *_cells_kept(row, report)] for row in table.rows],
            }
            for table in shown.tables
        ],
        "asides": [[one.kind.value, one.text, one.author] for one in shown.asides],
        "edges": sorted(shown.edges or ()),
    }


def _cells_kept(row: TableRow, report: Report) -> Iterator[list[object]]:
    """The cells of a row by column; a figure of the report by its Ref alone, unless it is printed with zeros at its end."""
    for column, text in row.cells.items():
        ref = row.figures.get(column)
        if ref is None:
            yield [column, text]
        else:
            yield [column, "" if text == printed(report.cells.get(ref), None) else text, ref]


# -- read back --------------------------------------------------------------------------------------


def recorded(content: bytes, name: str = "") -> BuildRecord | None:
    """The record that a .docx carries; None when it has none. `name` names the file in messages and places.

    SourceError when the file is no .docx, when its record is damaged, or a newer program wrote it.
    """
    place = Location(name)
    try:
        archive = GuardedZip(io.BytesIO(content))
    except BROKEN_ZIP:
        raise SourceError("这不是完整的 .docx 文件", location=place, hint="用 Word 或 WPS 打开，另存为 .docx") from None
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise SourceError(f"文件里有 {len(archive.infolist())} 个部件，不像正常的 Word 文件", location=place)
        try:
            text = find_record(archive, Path(name), _LARGEST_PART)
            return (
                None if text is None else _read(json.loads(_unpacked(text), parse_constant=_refuse, parse_float=_refuse), place)
            )
        except (ValueError, KeyError, TypeError, RecursionError, zlib.error):
            raise SourceError(
                "文件里的生成记录已损坏，没法知道当初生成的是什么",
                location=place,
                hint="用 reportgen build 重新生成一份，再用 reportgen diff 和这个文件比较",
            ) from None


def _unpacked(text: str) -> bytes:
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(base64.b64decode("".join(text.split()), validate=True), _LARGEST_JSON)
    if not unpacker.eof:
        raise ValueError("cut off, or too long")
    return content


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"figures are texts: {number}")


def _read(node: object, place: Location) -> BuildRecord:
    """The record in JSON that may hold anything; ValueError or KeyError where it is not ours."""
    stored = _entries(node)
    version = _whole(stored["version"])
    if version > VERSION:
        raise SourceError(
            f"文件里的生成记录是更新版本的 reportgen 写的（记录版本 {version}），这个版本读不懂",
            location=place,
            hint="先升级 reportgen，再运行一次",
        )
    if version < 1 or type(stored["draft"]) is not bool:
        raise ValueError("not ours")
    return BuildRecord(
        program=_plain_string(stored["program"]),
        pack_digest=_plain_string(stored["pack"]),
        workbook=_plain_string(stored["workbook"]),
        narrative=_plain_string(stored["narrative"]),
        draft=stored["draft"] is True,
        findings=tuple(_finding(_entries(one)) for one in _list(stored["findings"])),
        waivers=tuple(RecordedWaiver(*_texts(_entries(one), RecordedWaiver._fields)) for one in _list(stored["waivers"])),
        pictures={_plain_string(name): _plain_string(digest) for name, digest in _entries(stored["pictures"]).items()},
        report=(report := _report(_entries(stored["report"]), place)),
        shown=_shown(_entries(stored["shown"]), report, place) if version > 1 else None,
    )


def _shown(stored: dict[str, object], report: Report, place: Location) -> Shown:
    asides = (map(_plain_string, _list(one)) for one in _list(stored["asides"]))
    return Shown(
        tuple(_table(_entries(one), report, place) for one in _list(stored["tables"])),
        tuple(Aside(AsideKind(kind), text, place, author) for kind, text, author in asides),
        frozenset(map(_plain_string, _list(stored["edges"]))),
    )


def _table(stored: dict[str, object], report: Report, place: Location) -> TableWords:
    rows = tuple(_row(_list(row), report) for row in _list(stored["rows"]))
    forms = tuple(_plain_string(one) for one in _list(stored["forms"]))
    name, section = _texts(stored, ("name", "section"))
    return TableWords(place.path, name, forms, rows, section)


def _row(stored: list[object], report: Report) -> TableRow:
    number, *cells = stored
    texts: dict[int, str] = {}
    figures: dict[int, str] = {}
    for cell in cells:
        column, text, *ref = _list(cell)
        at = _whole(column)
        texts[at] = _plain_string(text)
        if ref:
            figures[at] = _plain_string(ref[0])
            texts[at] = texts[at] or printed(report.cells.get(figures[at]), None)
    return TableRow(_whole(number), texts, figures)


def _report(stored: dict[str, object], place: Location) -> Report:
    agency, format_id, signature, date = _texts(stored, ("agency", "format", "signature", "date"))
    return Report(
        agency=agency,
        year=_whole(stored["year"]),
        format_id=format_id,
        cells={_plain_string(ref): _stored_cell(_entries(cell), place) for ref, cell in _entries(stored["figures"]).items()},
        title=tuple(_plain_string(line) for line in _list(stored["title"])),
        texts={
            _plain_string(section): tuple(_block(_entries(block), place) for block in _list(blocks))
            for section, blocks in _entries(stored["texts"]).items()
        },
        signature=signature,
        date=date,
        **{key: _named(_entries(stored.get(key, {}))) for key in ("fields", "contact")},
    )


def _named(stored: dict[str, object]) -> dict[str, str]:
    return {_plain_string(name): _plain_string(text) for name, text in stored.items()}


def _finding(stored: dict[str, object]) -> RecordedFinding:
    code, message, place = _texts(stored, ("code", "message", "place"))
    return RecordedFinding(code, Severity(_plain_string(stored["severity"])), message, place)


def _stored_cell(stored: dict[str, object], place: Location) -> Cell:
    text, remark = _texts(stored, ("text", "remark"))
    value = stored["value"]
    if value is not None and not _FIGURE.fullmatch(_plain_string(value)):
        raise ValueError("no figure")
    return Cell(text, None if value is None else Decimal(_plain_string(value)), place, remark)


def _block(stored: dict[str, object], place: Location) -> TextBlock:
    lead, text, image = _texts(stored, ("lead", "text", "image"))
    return TextBlock(_KINDS[stored["kind"]], text, place, _whole(stored["level"]), lead, image)


def _entries(node: object) -> dict[str, object]:
    if not isinstance(node, dict):
        raise ValueError("no entries")
    return node


def _list(node: object) -> list[object]:
    if not isinstance(node, list):
        raise ValueError("no list")
    return node


def _texts(stored: dict[str, object], keys: tuple[str, ...]) -> list[str]:
    return [_plain_string(stored[key]) for key in keys]


def _plain_string(node: object) -> str:
    if not isinstance(node, str):
        raise ValueError("no text")
    return COMMANDS.sub("\ufffd", node)


def _whole(node: object) -> int:
    if type(node) is not int or not 0 <= node <= 9999:
        raise ValueError("no such number")
    return node


# -- its part in the package -------------------------------------------------------------------------


class RecordSlot(NamedTuple):
    """The place of the record in one package: the number of its part, and whether the package names it already."""

    part: str
    number: int
    declared: bool

    def in_types(self, text: str) -> str:
        """The content types with the record entered."""
        entries = (
            f'<Override PartName="/{self.part}" ContentType="application/xml"/>'
            f'<Override PartName="/customXml/itemProps{self.number}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>'
        )
        return text if self.declared else text.replace("</Types>", f"{entries}</Types>")

    def in_relations(self, text: str, main: str) -> str:
        """The relationships of the `main` part with the record entered."""
        target = posixpath.relpath(self.part, posixpath.dirname(main) or ".")
        entry = f'<Relationship Id="rgRecord" Type="{KIND}customXml" Target="{target}"/>'
        return text if self.declared else text.replace("</Relationships>", f"{entry}</Relationships>")

    def members(self, text: str) -> list[Member]:
        """The record's own part, and those that go with it where the package has none yet.

        Without a record there are none, but that the part of a template's own record is emptied.
        """
        if not text and not self.declared:
            return []
        own = deflated(self.part, f'{XML_DECLARATION}<record xmlns="{NAMESPACE}">{text}</record>'.encode())
        if self.declared:
            return [own]
        properties = (
            f'{XML_DECLARATION}<ds:datastoreItem ds:itemID="{_STORE}" {declared("ds")}>'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        relations = (
            f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{KIND}customXmlProps" Target="itemProps{self.number}.xml"/></Relationships>'
        )
        return [
            own,
            deflated(f"customXml/itemProps{self.number}.xml", properties.encode()),
            deflated(f"customXml/_rels/item{self.number}.xml.rels", relations.encode()),
        ]


@lru_cache(maxsize=8)  # for all the reports of a template
def record_slot(members: tuple[tuple[str, Member | None], ...]) -> RecordSlot:
    """The place for the record in a template's package.

    A template made out of a built document has that one's record, whose part is used again; the
    numbers of others are left to them.
    """
    taken = {0}
    for name, whole in members:
        if number := _NUMBER.match(name):
            taken.add(int(number[1]))
        if whole and _ITEM.fullmatch(name) and _names_us(unpacked(whole)):
            return RecordSlot(name, 0, declared=True)
    free = max(taken) + 1
    return RecordSlot(f"customXml/item{free}.xml", free, declared=False)


def find_record(archive: GuardedZip, path: Path, largest: int) -> str | None:
    """What stands in the record of a .docx; None where there is no record, or an empty one.

    ValueError when the part is no XML, or longer than `largest` bytes; SourceError as for any part.
    """
    from ..files.xml import parsed  # loads lxml, which a check of a draft does without

    for name in _items(archive, path):
        content = b""
        for piece in chunks(archive, name, path):
            content += piece
            if not _names_us(content) or len(content) > largest:
                break
        if not _names_us(content):
            continue
        if len(content) > largest:
            raise ValueError(f"{name} has more than {largest} bytes")
        root = parsed(content)
        if len(root):
            raise ValueError(f"{name} holds more than text")
        return root.text
    return None


def _items(archive: GuardedZip, path: Path) -> Iterator[str]:
    """The parts that may be the record: those of the usual names, and what else the document calls data of programs."""
    usual = [name for name in archive.namelist() if _ITEM.fullmatch(name)]
    yield from usual
    parts = Parts(archive, path)
    with suppress(SourceError):  # what is damaged in the document is told by those who read that
        relations = parts.relations(parts.main(USUAL_MAIN)).values()
        yield from (one.target for one in relations if one.kind == "customXml" and one.target not in usual)


def _names_us(content: bytes) -> bool:
    return NAMESPACE.encode() in content[:_HEAD]
