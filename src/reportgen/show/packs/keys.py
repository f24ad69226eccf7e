"""The reference of the keys of all files: as a page (`docs/keys.md`), for a terminal, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ...files.keys import DeclaredFile, Described, Found, described
from ...files.shapes import REFERENCE
from ...text.columns import columns
from ..markdown import plain
from .forms import WIDTH

_HEAD = ("键", "是什么", "写什么", "不写时", "例", "从哪一版")
# So many are told one by one with all that is known of them.
_FEW = 3
_OVER = ("增改包里",)
_OVERLAY_ONLY = "只写在增改包里（extends）"


def keys_page(files: Sequence[DeclaredFile]) -> str:
    """All keys as one Markdown document: a heading for each file and each mapping, a row for each key."""
    parts = [
        "# 每个文件里能写哪些键",
        f"由程序生成（`make docs`），不要手改。查一个键：`{REFERENCE} 键`；键可以只写名称（`note`）、写路径的后半（`rows.note`），或者几个字。",
        "键写成路径：`tables.blocks.rows.note` 是 `tables` 的一项的 `blocks` 的一项的 `rows` 的一项里的 `note`。"
        "同一级里还能再写同一级的（行下面的行），键也一样，不再列出。〈〉里的由写的人自己起名。",
        "“不写时”：必写的，不写就报错；—— 是没有。“增改包里”：增改包（extends）写了这个键，和原来那一套怎样合到一起；它只须写要改的键。",
        "\n".join(f"- [{file.name}](#{_anchor(file.name)})：{file.shape.about}" for file in files),
    ]
    for file in files:
        parts.append(f"## {file.name}")
        for above, keys in _groups(described(file)):
            own = [key for key in keys if not key.same_as]
            again = next((f"键同 `{key.same_as}`。" for key in keys if key.same_as), "")
            parts.append(f"### {f'`{above}`　{keys[0].group}' if above else file.shape.about}")
            parts += [*filter(None, [again]), *([_table(own)] if own else ())]
    return "\n\n".join(parts) + "\n"


def _groups(keys: Sequence[Described]) -> Iterator[tuple[str, list[Described]]]:
    """The keys of each mapping together, in order; those of an overlay alone behind those beside them."""
    order = {above: at for at, above in enumerate(dict.fromkeys(key.above for key in keys))}
    for above, group in groupby(sorted(keys, key=lambda key: order[key.above]), key=lambda key: key.above):
        yield above, list(group)


def _table(keys: Sequence[Described]) -> str:
    overlaid = any(key.over for key in keys)
    rows = [(*_HEAD, *(_OVER if overlaid else ()))]
    for key in keys:
        cells = (f"`{key.path}`", plain(key.about), key.kind, _without(key), f"`{key.line}`", key.since)
        rows.append((*cells, *([_OVERLAY_ONLY if key.overlay_only else key.over] if overlaid else ())))
    lines = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], ["---"] * len(lines[0]), *lines[1:]))


def _without(key: Described) -> str:
    """What happens where a key is not written."""
    return "必写" if key.required else key.default or "——"


def _anchor(name: str) -> str:
    return name.lower().replace(".", "")


def keys_text(files: Sequence[DeclaredFile]) -> str:
    """All keys for a terminal, a line each."""
    lines = []
    for file in files:
        lines += [f"{file.name}　{file.shape.about}", *_lines([key for key in described(file) if not key.same_as]), ""]
    return "\n".join([*lines, f"看一个键：{REFERENCE} 键（名称、路径，或者几个字）"])


def _lines(keys: Sequence[Described], *, files: bool = False) -> Iterator[str]:
    rows = [(f"{key.file}  {key.path}" if files else key.path, key.about) for key in keys]
    yield from columns(rows, (48,), WIDTH, "  ")


def found_keys_text(asked: str, found: Found) -> str:
    """What was asked for: with all that is known where it is one or a few, a line each where they are many."""
    if not found.keys:
        near = f"，是不是“{found.near}”？" if found.near else ""
        return f"没有“{asked}”这个键{near}\n看全部：{REFERENCE}"
    if len(found.keys) > _FEW:
        lines = _lines(found.keys, files=True)
        return "\n".join([f"“{asked}”有 {len(found.keys)} 处，写路径可以看其中一处：", *lines])
    return "\n\n".join("\n".join(_facts(key)) for key in found.keys)


def _facts(key: Described) -> Iterator[str]:
    yield f"{key.path}　{key.file}{f'（{_OVERLAY_ONLY}）' if key.overlay_only else ''}"
    facts = (
        ("是什么", key.about),
        ("写什么", key.kind),
        ("不写时", _without(key)),
        ("例", key.line),
        ("增改包里", "" if key.overlay_only else key.over),
        ("从哪一版", key.since),
        ("里面的键", "、".join(key.below)),
    )
    yield from columns([fact for fact in facts if fact[1]], (8,), WIDTH, "  ")


def keys_json(keys: Sequence[Described]) -> list[dict[str, object]]:
    """Keys as plain values."""
    return [key._asdict() for key in keys]
