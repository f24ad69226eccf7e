"""What a template may name, and what of it is more than text, as docxtpl has it: runs, a picture in a line, whole paragraphs.

A report gives them of its own: bold type and links of a paragraph (RichText), pictures and charts of the
narrative (InlineImage), all blocks of a passage (a subdocument). They print alike by both engines; made only
where they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from ....model.form import Form
from ...looks import Looks
from ...names import quoteattr
from ...prose import TableLook, small_table

DRAFT_MARK = "草　稿"
_WIDE_SIGNATURE = 13  # characters; a longer name does not fit beside the left half
# The names of Word's own styles for the blocks of a passage; ids differ between programs.
_STYLE_NAMES = {
    "text": ("body text", "正文文本", "normal"), "run_in": ("body text", "正文文本", "normal"),
    **{f"heading{level}": (f"heading {level}", f"标题 {level}") for level in (1, 2, 3, 4)},
    "image": ("图片", "picture"), "caption": ("图片说明", "caption"),
}  # fmt: skip
_CENTRED = '<w:jc w:val="center"/>'


class RichText:
    """The whole text of a block as runs, for `{{r block.rich }}`; its bold type and links with it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __html__(self) -> str:
        return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(self._text)}</w:t></w:r>'

    __str__ = __html__


class InlineImage:
    """A picture between the words of a line, for `{{ block.inline }}`: the run that it stands in goes on behind it."""

    __slots__ = ("_run",)

    def __init__(self, run: str) -> None:
        self._run = run

    def __html__(self) -> str:
        return f'</w:t></w:r>{self._run}<w:r><w:t xml:space="preserve">' if self._run else ""

    __str__ = __html__


class Subdocument:
    """All blocks of a passage as paragraphs, for `{{p subdocs.PASSAGE }}`, each in Word's own style for what it is."""

    __slots__ = ("_blocks", "_looks")

    def __init__(self, blocks: Sequence[Mapping[str, Any]], looks: Mapping[str, str]) -> None:
        self._blocks, self._looks = blocks, looks

    def __html__(self) -> str:
        return "".join(map(self._paragraphs, self._blocks))

    __str__ = __html__

    def _paragraphs(self, block: Mapping[str, Any]) -> str:
        style = block["style"]
        if style == "table":
            return str(block["table"])
        if style != "image":
            return self._paragraph(style, RichText(f"{block['lead']}{block['text']}").__html__())
        caption = self._paragraph("caption", RichText(block["text"]).__html__()) if block["text"] else ""
        return self._paragraph("image", block["picture"]) + caption

    def _paragraph(self, style: str, runs: str) -> str:
        return f"<w:p><w:pPr>{self._looks.get(style, '')}</w:pPr>{runs}</w:p>"


def looks_of_blocks(looks: Looks, styles: Iterable[str]) -> dict[str, str]:
    """The properties of a paragraph of each style of block in a document that looks so."""
    by_name = {looks.name(style): style for style in reversed(looks.styles)}
    found = {}
    for style in (*styles, "caption"):
        known = next((by_name[name] for name in _STYLE_NAMES.get(style, ()) if name in by_name), "")
        found[style] = f"<w:pStyle w:val={quoteattr(known)}/>" if known else _CENTRED if style in ("image", "caption") else ""
    return found


# -- all that a template may name ----------------------------------------------------------------------


def passages_of(form: Form) -> tuple[str, ...]:
    """The ids of the passages that a template of this form prints, in reading order."""
    return ("preface", *(section.id for section in form.prose_sections))


# The kinds of block that every passage of a template must know how to print.
BLOCK_STYLES = ("text", "run_in", "heading1", "heading2", "heading3", "heading4", "image", "table")


def plain_block(
    style: str, text: str, lead: str = "", picture: Markup | None = None, table: Markup | None = None
) -> dict[str, Any]:
    """A block as the templates know it: `style`, `text`, `lead`, `picture`, `table`; and its text and picture as docxtpl has them."""
    shown = picture or Markup("")
    rich = RichText(f"{lead}{text}")
    return {
        "style": style, "text": text, "lead": lead, "picture": shown, "table": table or Markup(""),
        "rich": rich, "inline": InlineImage(shown),
    }  # fmt: skip


def context(
    figures: Mapping[str, str],
    passages: Mapping[str, list[dict[str, Any]]],
    *,
    mark: bool,
    title: list[str] | None = None,
    signature: str = "",
    date: str = "",
    agency: str = "",
    year: str = "",
    fields: Mapping[str, str] | None = None,
    contact: Mapping[str, str] | None = None,
    looks: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a template may name: tables by id, passages, title, signature, date, the form's fields, contact data and the draft mark.

    `looks` are the properties of the paragraphs of a passage printed as a whole, by the styles of blocks.
    """
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for ref, text in figures.items():
        table, row, column = ref.split(".")
        tables.setdefault(table, {}).setdefault(row, {})[column] = text
    return {
        **tables,
        "passages": dict(passages),
        "title": title if title is not None else ["标题"],
        "signature": signature,
        "signature_wide": len(signature) > _WIDE_SIGNATURE,
        "date": date,
        "draft_mark": DRAFT_MARK if mark else "",
        "fields": dict(fields or {}),
        "contact": dict(contact or {}),
        "subdocs": {name: Subdocument(blocks, looks or {}) for name, blocks in passages.items()},
        "机关": agency,
        "年份": year,
    }


def marked_values(
    form: Form, looks: Mapping[str, str], figures: Mapping[str, str], texts: list[str], longer: str = ""
) -> dict[str, Any]:
    """The values of a proof: `figures` as given, a mark for each text, which goes to `texts` too; `longer` is put into each."""

    def mark(name: str) -> str:
        texts.append(f"⟪{name}{longer}⟫")
        return texts[-1]

    passages = {
        name: [
            plain_block(
                style,
                mark(f"{name} {style}") if style != "table" else "",
                mark(f"{name} {style} lead") if style == "run_in" else "",
                Markup(f"<w:r><w:t>{mark(f'{name} picture')}</w:t></w:r>") if style == "image" else None,  # noqa: S704
                Markup(small_table(TableLook(), [[name]], 1, mark(f"{name} table"))) if style == "table" else None,  # noqa: S704
            )
            for style in BLOCK_STYLES
        ]
        for name in passages_of(form)
    }
    # Whether they are printed, and where, is the template's affair.
    beside = {one.id: f"⟪fields.{one.id}⟫" for one in form.fields}
    return context(
        figures,
        passages,
        mark=True,
        title=[mark("title")],
        signature=mark("signature"),
        date=mark("date"),
        fields=beside,
        contact={name: f"⟪contact.{name}⟫" for name in form.contact},
        looks=looks,
    )
