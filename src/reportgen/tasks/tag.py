"""The command `format tag`: a blank form as published becomes a Word template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..files.saving import save
from ..model.errors import OutputError, PackError, SourceError
from ..model.finding import place_in_word
from ..model.form import Form
from ..model.location import Location
from ..packs.folders import TEMPLATE
from ..packs.load import find_pack
from ..reports.formats import every_pack
from ..word.blank.form import read_form
from ..word.blank.tables import Tagged, Told, best_format
from ..word.official import SMALLEST_IN_TABLE

if TYPE_CHECKING:
    from ..word.blank.document import BlankForm


def tag_blank_form(
    path: Path, pack: str = "", output: Path | None = None, *, beside: Path | None = None, force: bool = False
) -> Tagged:
    """Write the template that the form at `path` becomes, beside it or to `output`.

    Without `pack` (an id, looked for from `beside`, or a folder) the form's tables say whose form it is. The template is written even when it is
    not whole yet, so that the rest can be added by hand. SourceError when the form cannot be read or
    is no form; OutputError when a file would be overwritten.
    """
    from ..word.blank.document import open_form
    from ..word.blank.labels import Labels
    from ..word.blank.tagging import tagged
    from ..word.template.compiled import compile_bytes

    if path.is_dir():
        raise SourceError("这是文件夹，不是表单", location=Location(str(path)), hint="写空白表单的文件名，如 表格.docx")
    if not path.is_file():
        raise SourceError("没有这个文件", location=Location(str(path)), hint="检查文件名和文件夹")
    target = output or path.with_name(f"{path.stem}-模板.docx")
    if target.suffix.lower() != ".docx":
        raise OutputError("模板要存成 .docx 文件", location=Location(str(target)), hint="把 -o 后面的文件名改成以 .docx 结尾")
    if target.exists() and target.samefile(path):
        raise OutputError("模板不能写到表单原件上", location=Location(str(target)), hint="用 -o 换一个名字，原件要留着")
    blank = open_form(path)
    packs = [find_pack(pack, beside, typed=True)] if pack else every_pack()
    form, others = best_format([one.form for one in packs], blank.outline)
    labels = Labels(form, blank)
    places = read_form(form, blank.outline, blank.texts, labels.known)
    rooms, about_labels = labels.beside(places)
    mark = "加在页眉里" if blank.headers else "表单没有页眉，加在最前面"
    remarks = [*_remarks(blank, places.headings, form, others)]
    content, narrow, too_narrow = tagged(blank, places, rooms)
    for (usual, size), refs in narrow.items():
        where = "、".join(dict.fromkeys(form.figures[ref].table.name for ref in refs))
        remarks.append(
            f"{where}有 {len(refs)} 个数字格太窄，{usual / 2:g} 磅的五位数会断成两行，数字已改为 {size / 2:g} 磅；想要大一些，请在 Word 里把这几栏加宽"
        )
    if too_narrow:
        where = "、".join(dict.fromkeys(form.figures[ref].table.name for ref in too_narrow))
        remarks.append(
            f"{where}有 {len(too_narrow)} 个数字格太窄，{SMALLEST_IN_TABLE:g} 磅的五位数也会断成两行（再小就看不清了）：请在 Word 里把这几栏加宽，或者纸张改成横向"
        )
    told = places.told.joined(about_labels, Told((f"草稿标记：{mark}，只在草稿里出现",), remarks=tuple(remarks)))
    fault = ""
    try:
        compile_bytes(content, form, target.name)
    except PackError as error:
        fault = error.message
    save(target, content, overwrite=force)
    in_place = any(one.form is form and target.resolve() == (one.folder / TEMPLATE).resolve() for one in packs)
    return Tagged(target, form.name, form.id, told, fault, in_place)


def _remarks(blank: BlankForm, headings: Iterable[int], form: Form, others: Sequence[Form]) -> Iterator[str]:
    """What whoever sent the form should know of it: what it is like too, what it lacks to be a template."""
    from ..word.outline import TWO_NUMBERS

    if others:
        named = "、".join(other.id for other in others)
        yield f"这份表单也完全像 {named}；按 {form.id} 加的标签，要换请用 --format 写明"
    styles = blank.styles
    if loose := [at for at in headings if not styles.setting_of(blank.paragraphs[at]).keep_next]:
        named = "、".join(f"第{at + 1}段" for at in loose)
        yield f"{len(loose)} 个标题（{named}）没有设“与下段同页”，排到页尾时会和下文分开；在 Word 的“段落—换行和分页”里勾选"
    yield from (f"{place_in_word(place)}印出来的是“{text}”：{TWO_NUMBERS}，请删去一个" for place, text in blank.twice)
    if blank.tracked:
        yield f"表单里有 {blank.tracked} 处修订痕迹，这样的模板不能用来生成年报：请先在 Word 里接受或拒绝全部修订，再重做一次"
