"""What a new form changes, as text, Markdown and plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...packs.diff.pairs import Detail, FormChange, FormDiff
from ...text.columns import wrapped
from ...text.edits import pieces
from ..text import Ink

WIDTH = 98
_PARTS = {
    "form": "依据、年度、前言", "section": "部分", "table": "表", "block": "块", "row": "行", "column": "列",
    "identity": "勾稽关系", "rule": "关掉的提醒", "prose": "正文里的说法（prose.yaml）", "words": "词表（words.yaml）",
    "template": "Word 模板里的文字",
}  # fmt: skip
_KINDS = {"added": "增加", "removed": "去掉", "renamed": "改名", "moved": "移动", "changed": "改变"}
_ASPECTS = {
    "label": "表头文字", "name": "名称", "id": "id", "unit": "单位", "note": "填写说明", "notes": "单格的填写说明", "start_from": "从上年带来", "kind": "数的种类", "places": "小数位数",
    "filled": "填数", "rule_makers_only": "只有部分机关填", "additive": "可以相加", "mostly": "数多半在这一列", "place": "位置", "parent": "上一级", "block": "所在的块", "content": "内容",
    "across": "横排", "reference": "引用的写法", "caption": "块的标题", "corner": "左上角文字", "unit_header": "单位栏标题",
    "number": "文号", "basis_title": "文件", "law": "法规", "years": "年度", "mistaken": "引用", "deadlines": "期限", "periods": "法定的期限", "title": "标题", "preface": "前言",
    "contact": "联系方式", "fields": "要素", "letterhead": "版头和版记", "heading": "标题", "subheading": "副标题", "section_kind": "种类", "tables": "表", "starts_with": "开头的标题",
    "accepts": "也认的标题", "guidance": "填写提示", "expects": "必须写到", "expects_words": "算写到的词", "expects_of": "谁要写",
    "expects_anywhere": "写在哪里", "expects_figures": "数不为 0 时必须写", "expects_anew": "每年写新的", "equation": "等式", "terms": "等式里的行、列", "say": "说明",
    "severity": "轻重", "none": "词", "about": "叫法", "measures_rows": "认得的行", "measures_columns": "认得的列", "phrases": "说法", "units": "量词", "meaning": "指的是", "usual": "只说列时指的行", "column": "不说列时指的列", "wholes": "占比的分母",
    "unless": "不算的词", "narrower": "说部分单位的词", "counted_apart": "自己带数量的词", "subjects": "说的就是这张表的词", "text": "文字", "reason": "理由",
    "words_words": "错别字", "words_phrases": "固定说法", "words_repeated": "重复的字词", "words_titles": "法规、文件的全称",
    "words_tails": "词尾不连写的字", "words_compounds": "句尾不连写的词", "words_doubles": "重叠着说的词", "words_nouns": "后面丢了字的词", "words_kept": "不算错的专名",
}  # fmt: skip
# Of these what only one form has is told, not a change of one into the other.
_LISTS = {
    "contact", "fields", "deadlines", "periods", "notes", "tables", "starts_with", "accepts", "guidance", "expects", "expects_words", "expects_figures", "terms", "none",
    "measures_rows", "measures_columns", "phrases", "meaning", "units", "unless", "narrower", "counted_apart", "subjects", "wholes", "about",
    "words_words", "words_phrases", "words_repeated", "words_titles", "words_tails", "words_compounds", "words_doubles", "words_nouns", "words_kept",
}  # fmt: skip
_NUMBERS = {"": "（随列）", "count": "个数", "change": "增减", "amount": "金额", "decimal": "小数"}
_BREAKING = "按旧格式做的数据表、文字稿里的引用、模板标签或与上年的衔接，在新格式里不能照用。"
_LONG = 60
_AROUND = 8


def form_diff_text(diff: FormDiff, ink: Ink) -> str:
    """All changes for a terminal, part by part; ！ marks what no longer fits."""
    lines = [f"旧格式　{_named(diff, 'old')}", f"新格式　{_named(diff, 'new')}", "", ink("bold", summary(diff))]
    if diff.breaking:
        lines += _wrapped(f"行首有“！”的不兼容：{_BREAKING}", "")
    for heading, changes in groups(diff):
        lines += ["", ink("bold", heading)]
        for change in changes:
            mark = ink("red", "！") if change.breaking else "　"
            lines += [mark + line if not at else f"　{line}" for at, line in enumerate(_wrapped(headline(change), "　　"))]
            for line in detail_lines(change):
                lines += [f"　　　{part}" for part in _wrapped(line, "　")]
            for line in change.todo:
                lines += [f"　　　{ink('yellow', part) if change.breaking else part}" for part in _wrapped(f"→ {line}", "　")]
    for heading, told in _ends(diff):
        lines += ["", ink("bold", heading), *(f"　{part}" for line in told for part in _wrapped(line, "　"))]
    return "\n".join(lines)


def form_diff_page(diff: FormDiff) -> str:
    """The same as Markdown: the CHANGES.md of a pack."""
    lines = [
        f"# 格式的变化：{diff.old.id} → {diff.new.id}",
        "",
        f"由 `reportgen format diff {diff.old.id} {diff.new.id} -o CHANGES.md` 生成，不要手改。",
        "",
        f"- 旧格式：{_named(diff, 'old')}",
        f"- 新格式：{_named(diff, 'new')}",
        f"- **{summary(diff)}**",
    ]
    if diff.breaking:
        lines.append(f"- 标“不兼容”的：{_BREAKING}")
    for heading, changes in groups(diff):
        lines += ["", f"## {heading}", ""]
        for change in changes:
            lines.append(f"- {'**不兼容**　' if change.breaking else ''}{_marked(headline(change))}")
            lines += [f"  - {_marked(line)}" for line in detail_lines(change)]
            lines += [f"  - → {_marked(line)}" for line in change.todo]
    for heading, told in _ends(diff):
        lines += ["", f"## {heading}", "", *(f"- {_marked(line)}" for line in told)]
    return "\n".join(lines)


def form_diff_json(diff: FormDiff) -> dict[str, object]:
    """The same as plain values."""
    return {
        "schema": "reportgen.form-diff/1",
        "old": diff.old.id,
        "new": diff.new.id,
        "total": len(diff.changes),
        "breaking": diff.breaking,
        "changes": [
            {
                **change._asdict(),
                "details": [detail._asdict() for detail in change.details],
                "where": list(change.where),
                "todo": list(change.todo),
            }
            for change in diff.changes
        ],
        "lost": list(diff.lost),
        "gained": list(diff.gained),
        "first_year": list(diff.first_year),
        "notes": list(diff.notes),
    }


def summary(diff: FormDiff) -> str:
    """共 N 处变化，其中 M 处不兼容, and how many cells are still the same cell."""
    if not diff.changes:
        return "两个格式相同，没有变化。"
    kept = len(diff.old.figures) - len(diff.lost)
    return (
        f"共 {len(diff.changes)} 处变化，其中 {diff.breaking} 处不兼容；"
        f"旧格式 {len(diff.old.figures)} 格，沿用 {kept} 格，去掉 {len(diff.lost)} 格，新增 {len(diff.gained)} 格。"
    )


def groups(diff: FormDiff) -> Iterator[tuple[str, list[FormChange]]]:
    """Changes under the headings they are told under: each table has its own."""
    found: dict[str, list[FormChange]] = {}
    for change in diff.changes:
        found.setdefault(change.table or _PARTS[change.part], []).append(change)
    yield from found.items()


def headline(change: FormChange) -> str:
    """What came of what: `第二十条第（一）项　行改名：规范性文件 → 行政规范性文件`."""
    noun = {"table": "表", "block": "块", "row": "行", "column": "列"}.get(change.part, "")
    name = change.old if change.old == change.new else " → ".join(filter(None, (change.old, change.new)))
    where = f"{'、'.join(change.where)}　" if change.where else ""
    return f"{where}{noun}{_KINDS[change.kind]}：{name}"


def detail_lines(change: FormChange) -> Iterator[str]:
    """The properties that differ; what the headline says already is left out, equal pairs are told once."""
    told: dict[tuple[str, str], list[str]] = {}
    for detail in change.details:
        told.setdefault((detail.old, detail.new), []).append(detail.aspect)
    for (old, new), aspects in told.items():
        if (old, new) == (change.old, change.new) and {"name", "label"} <= set(aspects):
            continue
        names = "、".join(_ASPECTS[aspect] for aspect in aspects)
        yield from _detail(names, Detail(aspects[0], old, new), whole=change.kind in ("added", "removed"))


def _detail(name: str, detail: Detail, *, whole: bool) -> Iterator[str]:
    """A property that differs; of a `whole` thing that came or went it is plain which way."""
    old, new = (_NUMBERS[text] if detail.aspect == "kind" else text for text in (detail.old, detail.new))
    if whole:
        yield f"{name}：{old or new}"
    elif old and new and detail.aspect not in _LISTS:
        yield f"{name}：{_excerpt(old, new)}" if min(len(old), len(new)) > _LONG else f"{name}：{old} → {new}"
    else:
        for word, text in (("去掉", old), ("增加", new)):
            yield from (f"{name}{word}：{line}" for line in text.split("\n") if line)


def _excerpt(old: str, new: str) -> str:
    """Of two long texts what differs, with a few words around it."""
    found = pieces(old, new)
    parts = []
    for at, piece in enumerate(found):
        if piece.kind == "same":
            ends = piece.text[:_AROUND] if at else "", piece.text[-_AROUND:] if at + 1 < len(found) else ""
            parts.append(piece.text if len(piece.text) <= 2 * _AROUND else "……".join(ends))
        else:
            parts.append(f"［{'删' if piece.kind == 'deleted' else '增'}：{piece.text}］")
    return "".join(parts)


def _named(diff: FormDiff, side: str) -> str:
    form = diff.old if side == "old" else diff.new
    return f"{form.id}（{form.basis.number}，{form.years}）"


def _ends(diff: FormDiff) -> Iterator[tuple[str, Sequence[str]]]:
    if diff.first_year:
        yield "第一次用新格式的年度", diff.first_year
    if diff.notes:
        yield "注意", diff.notes


def _wrapped(text: str, following: str) -> list[str]:
    first, *rest = wrapped(text, WIDTH - 8)
    return [first, *(following + line for line in rest)]


def _marked(text: str) -> str:
    """Text with its tags set as code, and nothing in it taken for Markdown."""
    parts: Iterable[str] = text.replace("*", "\\*").replace("{{ ", "`{{ ").replace(" }}", " }}`").split("\n")
    return " ".join(parts)
