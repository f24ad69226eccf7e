"""YAML as written: every scalar stays text and knows its line and column.

Composed, not loaded: `012`, `12:30` and `no` stay what was typed, a repeated key is an error with
both lines, and aliases cannot blow up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..model.errors import SourceError
from ..model.location import Location
from ..text.patterns import pattern
from .askew import askew

GBK, UTF_16 = "GBK", "UTF-16"
_BOM = b"\xef\xbb\xbf"
MAX_BYTES = 2_000_000
_TORN, _TORN_OF = "\ufffd", 20
MAX_NODES = 50_000
MAX_LINE = 300_000  # letters: a paragraph of a report has some two thousand
_MAX_DEPTH = 40
_MAX_BRACKETS = 500
_DEEP_BLOCK = pattern(r"(?:[-?:] +){500}")
_BRACKET = pattern(r"[\[\]{}]")
# In double quotes: the end of the line is taken back, or an end of line is written before it.
_GOES_ON = pattern(r"(?<!\\)(?:\\\\)*\\n?$")
# What YAML cannot carry at all.
_CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A list's item only where a key is meant: in text a dash and a colon stand for themselves.
_FULL_WIDTH_COLON = pattern(r"\s*(?:(?:- )+[A-Za-z_][\w-]{0,20}|[^\s:：#|-][^:：]{0,20})：")

# A value that a bracket, a comma or a remark ends.
_VALUE = pattern(r"[^,}\]#\"]+")
_NO_SPACE = pattern(r"\s*(?:- )?[^\s\W][\w-]*:(?![\s/]|$)")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _ComposerLoader(_Loader):  # type: ignore[misc]
    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        """No tags: what a plain `no` or `12:30` could stand for is not asked, and to find out takes half of the time."""
        return ""


class Came(NamedTuple):
    """Where a line of a text came from: line `line` of the file.

    Its first `at` characters stand `lead` further right than there, those behind them `shift`.
    """

    line: int
    at: int = 0
    shift: int = 0
    lead: int = 0


class Scalar(NamedTuple):
    """A piece of text; `lines` are its lines with their own places.

    `literal` tells that it stands below a `|`; `folded` that without one several lines of the file
    were joined to one, `item` where among them one began as an item of a list does: it stands too far in.
    """

    text: str
    location: Location
    lines: tuple[tuple[str, Location], ...]
    literal: bool = False
    folded: bool = False
    item: Location | None = None


class LocatedList(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    location: Location


class LocatedMap(NamedTuple):
    """Entries in the order written; keys are unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    location: Location

    def get(self, key: str) -> Node | None:
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


Node = Scalar | LocatedList | LocatedMap


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file, and its encoding where that is not UTF-8: GBK, or UTF-16 as its mark says.

    Of UTF-8 with a few bytes lost each place has the sign for a lost letter, which the checks tell.
    """
    refuse_endless(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(
                f"文件有 {size / 1e6:.0f} MB，超过了 {MAX_BYTES // 1_000_000} MB 的上限",
                location=Location(str(path)),
                hint="文字稿只放文字；图片放在 images 文件夹里，用 ![图名](images/文件名) 引用",
            )
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if (text := _utf_16(content)) is not None:
        return text, UTF_16
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    # Of Chinese in GBK nearly every letter is torn where it is read as UTF-8.
    if (text := content.decode("utf-8-sig", "replace")).count(_TORN) * _TORN_OF < len(text) - len(
        content.decode("ascii", "ignore")
    ):
        if text.endswith(_TORN):
            place = Location(str(path), line=text.count("\n") + 1, column=len(text) - text.rfind("\n") - 1)
            raise SourceError(
                "文件断在半个字上，后面的内容没有了", location=place, hint="从备份恢复，或者删去这半个字，补上后面的内容"
            )
        return text, ""
    try:
        return content.decode("gb18030"), GBK
    except UnicodeDecodeError:
        raise SourceError(
            "文件的编码既不是 UTF-8 也不是 GBK，读不出文字",
            location=Location(str(path)),
            hint="用记事本打开，选“另存为”，编码选 UTF-8",
        ) from None


def quoted(text: str) -> str:
    """A text of one line in single quotes, as YAML reads it back whatever stands in it."""
    return "'" + text.replace("'", "''") + "'"


def encoded(path: Path, text: str, encoding: str) -> bytes:
    """A new text for the file at `path`, in the encoding that it was read in."""
    if encoding == GBK:
        return text.encode("gb18030")
    if encoding == UTF_16:
        return text.encode("utf-16")
    return (_BOM if path.read_bytes().startswith(_BOM) else b"") + text.encode()


def _utf_16(content: bytes) -> str | None:
    """A text in UTF-16: by its mark, or by the nothing that half of each blank and colon is. None where it is none."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif not low + high or len(content) % 2:
        return None
    else:
        codec = "utf-16-be" if low > high else "utf-16-le"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    # Without the mark it must look like one: a text with a nothing here and there is in another encoding.
    return text if codec == "utf-16" or ("\n" in text and not _CONTROL.search(text)) else None


def refuse_endless(path: Path) -> None:
    """SourceError for what is there and is no file: a pipe or a device has no end, or waits for ever."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise SourceError("这不是文件（是管道、设备一类），不读取", location=Location(str(path)), hint="换成真正的文件")


def unreadable(path: Path, error: OSError) -> SourceError:
    """A SourceError in plain words for a file that the system will not give us."""
    if isinstance(error, FileNotFoundError):
        return SourceError("没有这个文件", location=Location(str(path)), hint="检查文件夹和文件名")
    if isinstance(error, IsADirectoryError):
        return SourceError("这是文件夹，不是文件", location=Location(str(path)))
    if isinstance(error, PermissionError):
        return SourceError("没有权限读取这个文件", location=Location(str(path)), hint="如果文件正在别的程序里打开，请先关闭")
    return SourceError(f"读不了这个文件（{error.strerror or error}）", location=Location(str(path)))


def compose(text: str, path: str, came: Sequence[Came] | None = None, *, most: int = MAX_NODES) -> Node | None:
    """Compose `text` (of the file `path`) into located nodes, `most` of them; None for an empty document.

    `came` says where each line of the text stands in the file, where that is another place.
    """
    _refuse_deep(text, path, came)
    try:
        root = yaml.compose(text, Loader=_ComposerLoader)
    except yaml.YAMLError as error:
        raise _explained(error, text, path, came) from None
    except RecursionError:
        raise SourceError("嵌套得太深", location=Location(path)) from None
    if root is None:
        return None
    return _Converter(text, path, came, most).convert(root, 0)


def came_from(came: Sequence[Came] | None, place: Location) -> Location:
    """The place of the file that a place of the text came from."""
    if not came or place.line < 1:
        return place
    row = came[min(place.line, len(came)) - 1]
    column = place.column - (row.shift if place.column > row.at else row.lead)
    return place._replace(line=row.line, column=max(column, 1))


def _refuse_deep(text: str, path: str, came: Sequence[Came] | None) -> None:
    """The C composer recurses without a limit of its own, so that depth is counted before it starts."""
    deep = _DEEP_BLOCK.search(text)
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1 if depth else 0
        if depth > _MAX_BRACKETS:
            deep = bracket
            break
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        place = came_from(came, Location(path, line=line, column=1))
        raise SourceError("嵌套得太深，像是恶意构造的文件", location=place)


class _Converter:
    def __init__(self, text: str, path: str, came: Sequence[Came] | None, most: int) -> None:
        self.most = most
        self.path = path
        self.source = text.splitlines()
        self.came = came
        self.count = 0

    def at(self, line: int, column: int) -> Location:
        return came_from(self.came, Location(self.path, line=line, column=column))

    def place(self, mark: yaml.Mark) -> Location:
        place = Location(self.path, "", mark.line + 1, mark.column + 1)  # by name it takes longer
        return came_from(self.came, place) if self.came else place

    def convert(self, node: yaml.Node, depth: int) -> Node:
        self.count += 1
        if self.count > self.most or depth > _MAX_DEPTH:
            raise SourceError(
                "内容展开后太大或嵌套太深，像是恶意构造的文件（别名炸弹）",
                location=self.place(node.start_mark),
            )
        location = self.place(node.start_mark)
        if isinstance(node, yaml.ScalarNode):
            literal = node.style == "|"
            folded = not literal and node.end_mark.line > node.start_mark.line and bool(node.value.strip()) and self._joins(node)
            if len(node.value) > MAX_LINE and (longest := max(map(len, node.value.split("\n")))) > MAX_LINE:
                at = next(at for at, line in enumerate(node.value.split("\n"), 1) if len(line) == longest)
                raise SourceError(
                    f"这里有一行长达 {longest} 个字，不像年报里的一段（上限 {MAX_LINE}）",
                    location=self.at(node.start_mark.line + 1 + at, 1) if literal else location,
                    hint="分成几段，一段一行",
                )
            plain = not node.style and "\n" not in node.value
            lines = ((node.value, location),) if plain else tuple(self._lines(node, location))
            return Scalar(node.value, location, lines, literal, folded, self._item(node) if folded and not node.style else None)
        if isinstance(node, yaml.SequenceNode):
            return LocatedList(tuple(self.convert(item, depth + 1) for item in node.value), location)
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Location] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise SourceError("冒号前面必须是一个词", location=self.place(key_node.start_mark))
            key = Scalar(key_node.value, self.place(key_node.start_mark), ())
            if key.text in seen:
                raise SourceError(
                    f"“{key.text}”写了两次：第 {seen[key.text].line} 行和第 {key.location.line} 行",
                    location=key.location,
                    hint="把两处内容合并成一处，删去另一处",
                )
            seen[key.text] = key.location
            entries.append((key, self.convert(value_node, depth + 1)))
        return LocatedMap(tuple(entries), location)

    def _joins(self, node: yaml.ScalarNode) -> bool:
        """Whether what stands on several lines of the file becomes one line of text; in double quotes an end of line can be written."""
        if node.style != '"':
            return True
        start, end = node.start_mark, node.end_mark
        rows = [row.strip() for row in self.source[start.line : end.line + 1]]
        rows[0], rows[-1] = self.source[start.line][start.column + 1 :].strip(), self.source[end.line][: end.column - 1].strip()
        # A line that ends in a backslash goes on as it is meant to, and beside \n one paragraph has ended anyhow.
        return any(
            above and below and not _GOES_ON.search(above) and not below.startswith("\\n") for above, below in pairwise(rows)
        )

    def _item(self, node: yaml.ScalarNode) -> Location | None:
        for number in range(node.start_mark.line + 1, min(node.end_mark.line + 1, len(self.source))):
            row = self.source[number]
            if row.lstrip().startswith("- "):
                return self.at(number + 1, len(row) - len(row.lstrip()) + 1)
        return None

    def _lines(self, node: yaml.ScalarNode, location: Location) -> Iterator[tuple[str, Location]]:
        if node.style == "|":
            for offset, content in enumerate(node.value.split("\n")):
                line = node.start_mark.line + 1 + offset
                indent = len(self.source[line]) - len(content) if line < len(self.source) else 0
                yield content, self.at(line + 1, max(indent, 0) + 1)
        else:
            quote = 1 if node.style in ('"', "'") else 0
            start = Location(self.path, line=location.line, column=location.column + quote)
            for content in node.value.split("\n"):
                yield content, start


_HINTS = (
    ("mapping values are not allowed", "多半是这一行里多了一个半角冒号；把内容写在“|”下面一行并缩进两格"),
    ("could not find expected ':'", "多半是冒号写成了全角“：”，或者冒号后面漏了空格；键后面要用半角冒号加一个空格"),
    ("expected ',' or", "花括号、方括号要成对；里面的冒号、逗号、括号都用半角，冒号和逗号后面空一格"),
    ("expected <block end>", "这一行的缩进和上面不齐；同一级要左对齐，正文比键名缩进两格"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found undefined alias", "正文以 * 开头会被当成记号；把内容写在“|”下面一行并缩进两格"),
)


def _explained(error: yaml.YAMLError, text: str, path: str, came: Sequence[Came] | None) -> SourceError:
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error)
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if begun is not None and mark is not None and begun.line < mark.line and "flow" in str(getattr(error, "context", "")):
        mark = begun  # a bracket that nobody closed is at fault, not what comes after it
    if begun is not None and "could not find expected ':'" in problem:
        mark = begun  # the line without a colon, not the one below it
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        position = getattr(error, "position", None)
        before = text[:position] if isinstance(position, int) else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    hint = next((hint for sign, hint in _HINTS if sign in problem), "对照模板检查这一行的缩进、冒号和引号")
    rows = text.splitlines()
    if "cannot start any token" in problem and 0 < line <= len(rows):
        hint = _quoting(rows[line - 1][column - 1 :])
    if "mapping values are not allowed" in problem and 1 < line <= len(rows) and _too_deep(rows[line - 2], rows[line - 1]):
        hint = "这一行缩进多了：上一行的冒号后面已经写了内容，下面不能再分项；同一级要左对齐"
    if "block" in str(getattr(error, "context", "")) and 0 < line <= len(rows) and (out := askew(rows, line - 1)):
        line, column = out.row + 1, out.indent + 1
        other = came_from(came, Location(path, line=out.other + 1, column=1)).line
        hint = f"这一行缩进 {out.indent} 格，第 {other} 行缩进 {out.there} 格（“- ”后面的，“- ”也算两格）：同一级要左对齐"
    control = _CONTROL.search(text)
    if control:
        before = text[: control.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        hint = "这里有看不见的控制字符，多半是从别处复制时带来的；删掉这一行重新输入"
    else:
        for number in range(line, max(line - 3, 0), -1):
            row = rows[number - 1] if number <= len(rows) else ""
            if "\t" in row[: len(row) - len(row.lstrip())]:
                line, column, hint = number, 1, "缩进要用空格，不能用 Tab 键"
                break
            if _FULL_WIDTH_COLON.match(row) and ": " not in row and not row.rstrip().endswith(":"):
                line, column, hint = number, row.index("：") + 1, "键后面的冒号要用半角“:”再加一个空格，这里写成了全角“：”"
                break
            if number >= line - 1 and (glued := _NO_SPACE.match(row)):
                line, column, hint = number, glued.end(), "键后面的冒号要再加一个空格"
                break
    shown = rows[line - 1].strip()[:40] if 0 < line <= len(rows) else ""
    place = came_from(came, Location(path, line=line, column=column))
    message = f"文件格式有误，第 {place.line} 行读不下去" + (f"：{shown}" if shown else "")
    return SourceError(message, location=place, hint=hint)


def _quoting(rest: str) -> str:
    """What to do about a value that begins with a sign that means something: a short one in quotes, whole paragraphs below a bar."""
    found = _VALUE.match(rest)
    value = found[0].rstrip() if found else rest[:1]
    return f'“{rest[:1]}”开头的内容要加半角引号，写成 "{value}"；是一整段正文的，写在“|”下面一行并缩进两格'


def _too_deep(above: str, row: str) -> bool:
    """Whether a row with one key stands further in than the one above it, which has its value already."""
    indented = len(row) - len(row.lstrip()) > len(above) - len(above.lstrip())
    return indented and ": " in above and f"{row} ".count(": ") == 1
