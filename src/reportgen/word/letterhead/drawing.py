"""Draws the 版头 and the 版记 of a template as GB/T 9704—2012 has them (7.2, 7.4); 份号, 密级 and 紧急程度 are no matter of a published report.

The elements are fields of the form. What a report leaves out takes its line with it: without a 签发人 the 发文字号 stands in the middle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ...model.beside.fields import Letterhead, named_in
from ..names import escape
from ..official import (
    BODY_SIZE,
    FANGSONG,
    IMPRINT_SIZE,
    KAITI,
    LINE,
    LINES_BELOW_MARK,
    LINES_BELOW_RULE,
    MARK_BELOW_TOP,
    MARK_SIZES,
    RED,
    RED_RULE,
    RULE_BELOW_NUMBER,
    TEXT_WIDTH,
    THICK_RULE,
    THIN_RULE,
    TWIPS_PER_POINT,
    XIAOBIAOSONG,
    Family,
    StyleRow,
    fonts,
    half_points,
    in_twips,
    mm_in_twips,
)
from .words import COPIES, COPIES_END, PRINTED, SIGNER

# An agency of so many characters fits into one line of the mark; a pack may set a smaller size for longer ones.
_USUAL_NAME = "机" * 10
_LEADING = 1.2
# Beside who has it printed the day has room as far as this: 156 mm of 四号 are 31 characters, less one on each side, and
# 2025年12月31日印发 takes nine, or ten where a font has wider figures; else it stands in a line of its own, not torn in two.
_PRINTER_BESIDE_DAY = 18
# Twips of a paragraph that is there to hold the frame alone.
_HAIR = 20
_BODY, _IMPRINT = in_twips(BODY_SIZE), in_twips(IMPRINT_SIZE)
# All paragraphs of the imprint are one frame that hangs on the lower edge of the text, on the page that the report ends on.
_FRAME = (
    f'<w:framePr w:w="{TEXT_WIDTH}" w:hRule="auto" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
    'w:xAlign="center" w:yAlign="bottom"/>'
)


def letterhead_styles(head: Letterhead) -> Iterator[StyleRow]:
    """The styles of its paragraphs."""
    size = _mark_size(head)
    leading = round(in_twips(size) * _LEADING)
    # The glyphs, not their line, begin 35 mm below the edge.
    top = mm_in_twips(MARK_BELOW_TOP) - (leading - in_twips(size)) // 2
    exact = f'w:line="{leading}" w:lineRule="exact"'
    centred = '<w:jc w:val="center"/>'
    if head.mark:
        below = LINES_BELOW_MARK * LINE
        rule = mm_in_twips(RULE_BELOW_NUMBER) - (LINE - _BODY) // 2
        red = f'<w:color w:val="{RED}"/>'
        yield "Mark", "发文机关标志", "Normal", f"<w:spacing {exact}/>{centred}", XIAOBIAOSONG, half_points(size), red
        yield (
            "MarkFirst",
            "发文机关标志首行",
            "Mark",
            f'<w:spacing w:before="{top}" {exact}/>{centred}',
            XIAOBIAOSONG,
            half_points(size),
            red,
        )
        number = f'<w:spacing w:before="{below}"/>'
        yield "DocumentNumber", "发文字号", "Normal", number + centred, FANGSONG, half_points(BODY_SIZE), ""
        yield (
            "NumberAndSigner",
            "发文字号和签发人",
            "Normal",
            f"{_right_tab(_BODY)}{number}{_indent(_BODY)}",
            FANGSONG,
            half_points(BODY_SIZE),
            "",
        )
        yield (
            "RedRule",
            "版头分隔线",
            "Normal",
            _rule_below(rule),
            FANGSONG,
            half_points(BODY_SIZE),
            "",
        )
    if head.has_imprint:
        for style, name, millimetres in (("ThickRule", "版记粗线", THICK_RULE), ("ThinRule", "版记细线", THIN_RULE)):
            yield style, name, "Normal", _bar(mm_in_twips(millimetres)), FANGSONG, 2, ""
        size_ = half_points(IMPRINT_SIZE)
        hanging = _IMPRINT * len(COPIES)
        copies = f'<w:ind w:left="{_IMPRINT + hanging}" w:right="{_IMPRINT}" w:hanging="{hanging}"/>'
        yield "CopiesTo", "抄送机关", "Normal", copies, FANGSONG, size_, ""
        yield "PrintedBy", "印发机关和印发日期", "Normal", _right_tab(_IMPRINT) + _indent(_IMPRINT), FANGSONG, size_, ""
        yield "Anchor", "版记锚点", "Normal", f'<w:spacing w:line="{_HAIR}" w:lineRule="exact"/>', FANGSONG, 2, ""


def _mark_size(head: Letterhead) -> float:
    if head.mark_size or not head.mark:
        return head.mark_size or MARK_SIZES[0]
    longest = max(len(named_in(line, _USUAL_NAME, 2000)) for line in head.mark)
    fitting = TEXT_WIDTH / TWIPS_PER_POINT / longest
    return max(MARK_SIZES[0], min(MARK_SIZES[1], int(fitting)))


def _rule_below(height: int) -> str:
    """An empty line so high with the red rule below it, as wide as the text; Word counts borders in eighths of a point."""
    return (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{round(RED_RULE * 8)}" w:space="0" w:color="{RED}"/></w:pBdr>'
        f'<w:spacing w:line="{height}" w:lineRule="exact"/>'
    )


def _bar(height: int) -> str:
    """An empty line so high that is all black: LibreOffice takes a paragraph with a border out of its frame."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="000000"/><w:spacing w:line="{height}" w:lineRule="exact"/>'


def _right_tab(character: int) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - character}"/></w:tabs>'


def _indent(character: int) -> str:
    return f'<w:ind w:left="{character}" w:leftChars="100" w:right="{character}" w:rightChars="100"/>'


def head_of(head: Letterhead) -> Iterator[str]:
    """The paragraphs above the title."""
    if not head.mark:
        return
    for at, line in enumerate(head.mark):
        yield _p("Mark" if at else "MarkFirst", _r(line, XIAOBIAOSONG))
    if head.number:
        number = _p("DocumentNumber", _r(_tag(head.number), FANGSONG))
        if head.signer:
            yield _p("BodyText", _r(f"{{%p if fields.{head.signer} %}}", FANGSONG))
            signer = _r(SIGNER, FANGSONG) + _r(_tag(head.signer), KAITI)
            yield _p("NumberAndSigner", f"{_r(_tag(head.number), FANGSONG)}<w:r><w:tab/></w:r>{signer}")
            yield _p("BodyText", _r("{%p else %}", FANGSONG))
            yield number
            yield _p("BodyText", _r("{%p endif %}", FANGSONG))
        else:
            yield number
    yield _p("RedRule")
    yield from [_p("TitleGap")] * LINES_BELOW_RULE


def imprint_of(head: Letterhead, always: Collection[str]) -> Iterator[str]:
    """The paragraphs below the report; the fields that `always` have a text ask for no condition.

    An element that a report leaves out takes its line and its words with it, the last one the rules as well.
    """
    if not head.has_imprint:
        return
    thick, thin = _p("ThickRule", framed=True), _p("ThinRule", framed=True)
    printing = [one for one in (head.printer, head.printed) if one and head.printer]
    copies = _p("CopiesTo", _r(f"{COPIES}{_tag(head.copies)}{COPIES_END}", FANGSONG), framed=True)
    lines = [thick]
    if head.copies:
        rule = [thin] if head.printer in always else list(_where(printing, [thin])) if head.printer else []
        lines += _where([head.copies], [copies, *rule])
    if head.printer:
        day = _r(f"{_tag(head.printed) if head.printed else '{{ date }}'}{PRINTED}", FANGSONG)
        tab = "<w:r><w:tab/></w:r>"
        below = _r(f"{{% if fields.{head.printer}|length > {_PRINTER_BESIDE_DAY} %}}", FANGSONG) + "<w:r><w:br/></w:r>"
        below += _r("{% endif %}", FANGSONG)
        whole = _p("PrintedBy", f"{_r(_tag(head.printer), FANGSONG)}{below}{tab}{day}", framed=True)
        alone = [_p("PrintedBy", tab + day, framed=True)] if head.printed else []
        lines += [whole] if head.printer in always else _where([head.printer], [whole], [head.printed], alone)
    lines.append(thick)
    yield from lines if {head.copies, head.printer} & {*always} else _where([*filter(None, (head.copies, *printing))], lines)
    yield _p("Anchor")


def _where(fields: Sequence[str], lines: Sequence[str], others: Sequence[str] = (), then: Sequence[str] = ()) -> Iterator[str]:
    """Paragraphs where the report has one of these fields; where it has one of the `others`, those that are named then."""
    yield _statement("if", fields)
    yield from lines
    if then:
        yield _statement("elif", others)
        yield from then
    yield _p("BodyText", _r("{%p endif %}", FANGSONG))


def _statement(word: str, fields: Sequence[str]) -> str:
    said = " or ".join(f"fields.{field}" for field in fields)
    return _p("BodyText", _r(f"{{%p {word} {said} %}}", FANGSONG))


def _tag(field: str) -> str:
    return f"{{{{ fields.{field} }}}}"


def _p(style: str, runs: str = "", *, framed: bool = False) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_FRAME if framed else ""}</w:pPr>{runs}</w:p>'


def _r(text: str, font: Family) -> str:
    return f'<w:r><w:rPr>{fonts(font)}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
