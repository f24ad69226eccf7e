"""W14: the two files of a draft against each other and against the form."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.beside.fields import Field
from ..model.draft import FIELDS
from ..model.finding import Finding, Fix, Rule, Severity
from ..model.form import Section
from ..model.location import Location
from ..model.report import GAP
from ..text.contact import how_it_looks, in_narrow_signs
from ..text.passages import typed_image
from ..text.patterns import pattern
from .check import Subject
from .dates import signature_findings

W140 = Rule(
    "W140",
    "两个文件的机关不一致",
    "数据表和文字稿要是同一个机关的，否则就是拿错了文件。",
    "数据表写“温州市人民政府”，文字稿写“温州市人民政府办公室”。",
    "两处写同一个全称。",
)
W141 = Rule(
    "W141",
    "两个文件的年份不一致",
    "多半是拿错了某一年的文件。",
    "数据表写 2019，文字稿写 2020。",
    "两处写同一年。",
)
W142 = Rule(
    "W142",
    "格式不适用于这一年",
    "格式由国办按年度印发，用旧格式编制的年报要退回重做。",
    "2024年度的年报用了 2019年的格式。",
    "2021年度及以后用国办公开办函〔2021〕30号的格式。",
)
W143 = Rule(
    "W143",
    "缺少必备的部分",
    "《条例》第五十条规定了年报必须包括的内容；六个部分一个都不能少。",
    "文字稿里没有“存在的主要问题及改进情况”。",
    "补上这一部分；确实没有内容的，也要写明。",
)
W144 = Rule(
    "W144",
    "图片不能用",
    "图片必须放在草稿文件夹里，才能跟着草稿走；不能引用别处的文件。",
    "![会议](C:\\照片\\会议.png)",
    "![会议](images/会议.png)",
)
W145 = Rule(
    "W145",
    "没有写署名或日期",
    "年报落款要有机关署名和成文日期（GB/T 9704—2012）。",
    "落款下面是空的。",
    "落款:\n  署名: 温州市人民政府办公室\n  日期: 2021年1月29日",
    Severity.WARNING,
)
W146 = Rule(
    "W146",
    "日期写法不对",
    "成文日期用阿拉伯数字，年份四位，月日不编虚位（GB/T 9704—2012 第7.3.5.4条）。",
    "2021.01.29",
    "2021年1月29日",
    Severity.WARNING,
)
W147 = Rule(
    "W147",
    "图片没有说明文字",
    "图下要有图名，读者和读屏软件才知道是什么。",
    "![](images/会议.png)",
    "![2020年政务公开培训班](images/会议.png)",
    Severity.WARNING,
)
W149 = Rule(
    "W149",
    "标题太长，会断在词中间",
    "标题一行排得下 20 个字；太长的要分成几行，分行要词意完整（GB/T 9704—2012 第7.3.1条）。",
    "标题: 甲市乙区丙丁戊己庚辛壬癸开发建设管理委员会办公室",
    "标题:\n  - 甲市乙区丙丁戊己庚辛壬癸\n  - 开发建设管理委员会办公室\n  - 2024年政府信息公开工作年度报告",
    Severity.WARNING,
)

W151 = Rule(
    "W151",
    "联系方式写得不对",
    "前言里印出来，群众照着它联系；邮编是六位数字，电子邮箱有一个 @，后面是网站名；数字、@ 用半角。",
    "邮编: 22300",
    "邮编: 223001",
    Severity.WARNING,
)

W152 = Rule(
    "W152",
    "必填的要素没有写",
    "格式包规定这一项要印在年报上（如发文字号），没有写就空着一行。",
    "发文字号:",
    "发文字号: 某政办发〔2031〕5号",
)
W153 = Rule(
    "W153",
    "要素的写法不对",
    "格式包规定了这一项要写成什么样；日期用阿拉伯数字，月、日不编虚位（GB/T 9704—2012 第7.4.3条）。末尾的句号由模板印，写了就是两个。",
    "发文字号: 某政办发[2031]05号",
    "发文字号: 某政办发〔2031〕5号",
    Severity.WARNING,
)

W136 = Rule(
    "W136",
    "文中小表格的一行不完整",
    "每一行的格数要和表头相同，前后都要有“|”，否则排不成表格，或者数会挪到别的栏里。",
    "| 渠道 | 件数 |\n| 网络 |",
    "| 渠道 | 件数 |\n| 网络 | 95 |",
)

RULES = (W136, W140, W141, W142, W143, W144, W145, W146, W147, W149, W151, W152, W153)

_IMAGE = pattern(r"!\[[^\]]*\]\((?:图表\s*[:：])?")
_OF_A_CHART = pattern(r"[(（]\s*图表\s*[:：]")
_TITLE_CHARACTERS = 20
_DATE = pattern(r"(\d{4})年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")


def check_identity_of_files(subject: Subject) -> Iterator[Finding]:
    """Agency and year of the two files are the same, and the form is the year's."""
    book, narrative = subject.workbook, subject.narrative
    if book.agency and narrative.agency and book.agency.text != narrative.agency:
        yield W140.at(
            narrative.place("机关"),
            f"文字稿的机关是“{narrative.agency}”，数据表（{book.agency.location}）是“{book.agency.text}”",
            hint="核对是不是拿错了文件，把两处改成同一个全称",
            related=(book.agency.location,),
        )
    if book.year and narrative.year and book.year.text.removesuffix("年") != str(narrative.year):
        yield W141.at(
            narrative.place("年份"),
            f"文字稿的年份是 {narrative.year}，数据表（{book.year.location}）是 {book.year.text}",
            hint="核对是不是拿错了哪一年的文件",
            related=(book.year.location,),
        )
    if narrative.year and narrative.year not in subject.form.years:
        yield W142.at(
            narrative.place("年份"),
            f"{subject.form.name}适用于{subject.form.years}，不适用于 {narrative.year} 年度",
            hint="按这一年适用的格式重新编制" if subject.published else "用 reportgen new 按年份新建，程序会自动选对格式",
        )
    if book.format_id and book.format_id.text not in subject.form.lineage:
        yield W142.at(
            book.format_id.location,
            f"数据表是按“{book.format_id.text}”做的，文字稿用的是“{subject.form.id}”",
            hint="用 reportgen new 重新生成这一年的数据表",
            related=(narrative.place("格式"),),
        )


def check_sections(subject: Subject) -> Iterator[Finding]:
    """Every prose section of the form has text; signature and date are there and well written.

    A published page often has its title, preface and date apart from the text that was copied.
    """
    narrative = subject.narrative
    if not subject.report.texts.get("preface") and not subject.published and not subject.form.can_lack("preface"):
        yield W143.at(narrative.place("前言"), "没有写前言（编制依据、统计期限、联系方式）", hint="参照 reportgen new 生成的前言")
    for section in subject.form.prose_sections:
        blocks = subject.report.texts.get(section.id, ())
        if not any(block.whole.strip() for block in blocks if block.kind in ("paragraph", "row")):
            there = section.name in narrative.locations
            what = "是空的" if there else "没有找到" if subject.published else "不在文字稿里"
            under = f"标题“{section.title}”" if narrative.in_word else f"“{section.name}: |”"
            hint = f"在{under}下面写正文；确实没有内容的，也要写一句说明"
            yield W143.at(
                narrative.place(section.name) if there or not subject.published else _before(subject, section),
                f"“{section.title}”{what}",
                hint="补上这一部分；确实没有内容的，也要写一句说明" if subject.published else hint,
            )
        elif section.kind == "free":
            first = [block.level == 1 and block.kind == "heading" for block in blocks]
            for block, heads, ends in zip(blocks, first, (*first[1:], True), strict=True):
                if heads and ends:
                    yield W143.at(block.location, f"“{block.text}”下面没有正文", hint="写上正文；没有这一部分就把这个标题删去")
    if subject.published:
        return
    sample = f"{(subject.report.year or 2020) + 1}年1月29日"
    if narrative.date is None or narrative.date.text in ("", GAP):
        # Without a date the finished report would show a gap; without a name it shows the agency's.
        hint = f"在最后署名的下一行写上，如 {sample}" if narrative.in_word else f"写成这样：日期: {sample}"
        yield W145.at(narrative.place("落款"), "落款没有写日期", severity=Severity.ERROR, hint=hint)
    elif signature_findings(subject):
        pass  # what is wrong with the day itself is told, and its writing goes with it
    elif not _DATE.fullmatch(subject.report.date):
        yield W146.at(narrative.date.location, f"日期“{subject.report.date}”的写法不对", hint=f"写成 {sample} 这样")
    elif not subject.published and narrative.date.text != subject.report.date and "{" not in narrative.date.text:
        message = f"日期写的是“{narrative.date.text}”，年报里印成“{subject.report.date}”"
        hint = "对了就不用管" + ("" if narrative.in_word else "；reportgen check --fix 能把文字稿也改过来")
        mended = Fix(narrative.date.location, narrative.date.text, subject.report.date)
        yield W146.at(narrative.date.location, message, hint=hint, fix=mended)
    if narrative.signature is None or not narrative.signature.text:
        hint = "在日期的上一行写机关全称" if narrative.in_word else "写成 署名: 〈机关全称〉"
        yield W145.at(narrative.place("落款"), f"落款没有写署名，将用“{narrative.agency}”", hint=hint)
    elif narrative.signature.text == GAP:
        place = narrative.signature.location
        yield W145.at(
            place, "落款的署名还没有填", severity=Severity.ERROR, hint="写成 署名: 〈机关全称〉；用机关的名称就删去这一行"
        )


def check_contact(subject: Subject) -> Iterator[Finding]:
    """Post code and mail address of a draft look like such, and nothing in them is typed in full-width digits and signs."""
    if subject.published:
        return  # what was read out of a printed preface looked like one
    for name, entry in subject.narrative.contact.items():
        value = entry.text.strip()
        if not value or value == GAP or "{" in value:
            continue
        narrow = in_narrow_signs(name, value)
        how = how_it_looks(name, narrow)
        if narrow != value and how is None:
            fix = Fix(entry.location, value, narrow)
            yield W151.at(entry.location, f"{name}“{value}”里有全角的数字或符号", hint=f"改成半角：{narrow}", fix=fix)
        elif how is not None:
            look, sample = how
            hint = f"写本机关自己的，样子像 {sample}（这只是例子，不要照抄）"
            yield W151.at(entry.location, f"{name}“{value}”写得不对，应该是{look}", hint=hint)


def check_fields(subject: Subject) -> Iterator[Finding]:
    """The form's own fields are there as far as they must be, and look as the pack says.

    Of a published document those that its template has a place for.
    """
    narrative, report = subject.narrative, subject.report
    for one in subject.form.fields:
        if subject.published and one.id not in report.fields:
            continue
        entry, text = narrative.fields.get(one.id), report.fields.get(one.id, "")
        place = entry.location if entry else narrative.place(FIELDS)
        if not text and one.required:
            told = (f"{_place_of(one, subject)}写上", one.looks and f"写成{one.looks}", one.note)
            yield W152.at(place, f"“{one.name}”没有写", hint="，".join(filter(None, told)))
        elif text and not one.fits(text):
            yield W153.at(place, f"“{one.name}”写的是“{text}”，应写成{one.looks}", hint=f"改成{one.looks}")
        elif text.endswith("。"):
            yield W153.at(place, f"“{one.name}”末尾有句号", hint="删去句号：要印的，模板里有")


def _place_of(field: Field, subject: Subject) -> str:
    """Where one writes a field."""
    if subject.published:
        return "在它的位置"
    if subject.narrative.in_word:
        return f"在开头的表里“{FIELDS}.{field.name}”那一行"
    return f"在“{FIELDS}:”下面的“{field.name}:”后面"


def _before(subject: Subject, missing: Section) -> Location:
    """Where a section that a published document lacks would stand: at the heading of the next one that is there."""
    places = subject.narrative.locations
    following = subject.form.sections[subject.form.sections.index(missing) + 1 :]
    return next((places[section.name] for section in following if section.name in places), Location(subject.narrative.path))


def check_title(subject: Subject) -> Iterator[Finding]:
    """No line of the title is so long that it breaks by itself."""
    narrative = subject.narrative
    if subject.published:
        return  # it has been printed as it is
    places = [paragraph.location for paragraph in narrative.title] or [narrative.place("机关")] * len(subject.report.title)
    for line, place in zip(subject.report.title, places, strict=True):
        width = sum(0.5 if char.isascii() else 1 for char in line)
        if width > _TITLE_CHARACTERS:
            yield W149.at(
                place,
                f"标题有一行 {width:g} 个字，一行排不下，会断在词中间：{line}",
                hint="在 Word 里把标题按意思分成几行，每行回车"
                if narrative.in_word
                else "在文字稿里写“标题:”，下面一行一个“- ”，按意思分行",
            )


def check_images(subject: Subject) -> Iterator[Finding]:
    """Every picture can be put into the document and has a caption."""
    if subject.published:
        return
    for blocks in subject.report.texts.values():
        for block in blocks:
            if not block.pictured:
                if found := _IMAGE.search(block.whole) or typed_image(block.whole):
                    what, written = ("图表", "图表:…") if _OF_A_CHART.search(found[0]) else ("图片", "images/文件名")
                    hint = f"把 ![图名]({written}) 单独写成一行"
                    yield W144.at(block.place(found.start()), f"{what}没有单独占一行，不会显示成{what}", hint=hint)
                continue
            problem = subject.images.get(block.image) if block.kind == "image" else None
            if problem:
                message, _, hint = problem.partition("\n")
                yield W144.at(block.location, message, hint=hint)
            if not block.text:
                what = "图片" if block.kind == "image" else "图表"
                yield W147.at(block.location, f"{what}“{block.image}”没有说明文字", hint=f"写成 ![图名]({block.image})")


def check_small_tables(subject: Subject) -> Iterator[Finding]:
    """Every row of a table in the prose has as many cells as its heading, and an end."""
    if subject.published:
        return
    for blocks in subject.report.texts.values():
        heading = 0
        for block in blocks:
            if block.kind == "row":
                cells = block.text.count("\t") + 1
                heading = cells if block.level == 1 else heading
                if cells != heading:
                    hint = "一格一格对着表头补齐；没有内容的格写 | |"
                    yield W136.at(block.location, f"这一行有 {cells} 格，表头有 {heading} 格", hint=hint)
            elif block.kind == "paragraph" and block.whole.startswith("|"):
                yield W136.at(block.location, "这一行以“|”开头，末尾没有“|”，排不成表格", hint="在行末加上“|”")
