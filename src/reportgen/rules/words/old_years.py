"""N232 inside sentences: an end of the year that is last year's, 去年（2023年）, a plan for a year that is over, titles and captions of last year's.

What a report begins a section with, or gives a later year to, is told in `dates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.finding import Finding
from ...model.report import TextBlock
from ...text.patterns import pattern
from ..check import Subject
from ..dates import N232, copied_opening
from ..slips import PREFACE, prose

# 截至2024年12月31日, 截至2024年底
_UNTIL = pattern(
    r"截[至止]到?\s*(?P<year>(?:19|20)\d\d)\s*年\s*(?:12\s*月\s*31\s*日|12\s*月\s*底|年?[底末])(?![以之]?前)",
    needs="截",
)
_HOW_MANY = pattern(r"\d\s*[余多]?[万亿]?[余多]?\s*(?:[件条次个篇场期项人份元起家户宗]|万|%|％)")
# Where last year is spoken of on purpose, its end is what something is compared with, or carried over from.
_ON_PURPOSE = pattern(
    r"上一?年|去年|同期|(?<!期待)(?<!要求)(?<!期盼)(?<!需求)(?<!期望)(?<!希望)(?<!目标)(?<!标准)(?<!需要)相比|[较比]20|增加|减少|增长|下降|净增|结转|遗留|年报|年度报告|以来|上述|整改|规划|五年|历年|累计到|由|从|起"
)
_LAST_YEAR = pattern(r"上一?年|去年|往年")
_ENDS = "。！？\n"
# The words for a year beside its number, and by how much it may be another than the report's: who writes in January may count from there.
_NAMED = pattern(
    r"(?P<word>去年|上一?年|今年|本年|明年|下一?年|来年)度?\s*[（(]\s*(?:即|也就是)?\s*(?P<year>(?:19|20)\d\d)\s*年?度?\s*[）)]",
    needs="（(",
)
_MAY_BE = {"去": (-1, 0), "上": (-1, 0), "今": (0, 1), "本": (0, 1), "明": (1, 2), "下": (1, 2), "来": (1, 2)}
# 下一步，2025年将…; 2025年，我局将继续…; 针对上述问题，我局在2025年将…: what is still to come.
# 将重点领域信息…上网, 将推进情况通报 speak of what was done with a thing: behind 将 stands a name there, and no doing.
_TO_DO = (
    r"(?:重点(?=[从做围抓在加推聚针开解强完提突落放])|从以下|主动(?=作为|对[接标]|加|回应|靠)|从.{1,10}(?:入手|发力|改进|着手)|在以下|主要做|以(?![前往上下后外]).{2,16}为"
    r"|(?:继续|进一步|着力|着重|围绕|加大|加强|加快|持续|深入|不断|采取|认真|严格|坚持|按照|切实|大力|做好|抓好|做到|聚焦|紧紧|紧扣|努力|全面|积极|健全|完善"
    r"|规范(?!化)|优化|强化|深化|拓展|推动|推进|提升|提高)(?![的后过性度较]|情况|方案|机制|成果|结果|做法|经验))"
)
_A_YEAR, _WHOLE = r"(?:19|20)\d\d", r"\s*年度?(?![\d\s]*月|[底末初]|[以之]?[来前后内])"
_STILL_TO_COME = pattern(
    rf"(?:下一?步(?:工作)?中?(?:的?(?:计划|打算|安排|举措|措施|思路|重点))?|今后|接下来|下一阶段)[，,、：:]?\s*(?:在\s*)?(?P<next>{_A_YEAR}){_WHOLE}"
    rf"|(?:^|[。；！？\n：]\s{{0,4}}|(?:针对|对照|围绕)[^，。；\d“]{{0,20}}(?:问题|不足|短板|差距|情况|方面)[^，。；\d]{{0,4}}[，,]|(?:为此|对此)[，,])(?:[我本][局厅委办省市县区州镇乡院校]|[我本]街道|本机关|我们)?[在于]?(?P<year>{_A_YEAR}){_WHOLE}"
    rf"[，,]?\s*(?P<who>[^，,。；：\d“”《》将]{{0,14}})(?:将|拟|计划|打算)(?P<what>{_TO_DO}[^。：；！？\n]{{0,60}})",
    needs=("步", "今后", "接下来", "阶段", "将", "拟", "计划", "打算"),
)
# 将政策解读作为重点, 将加强解读纳入考核: what is made of it, told of what was done; 市政府要求各局将继续: what others asked.
_MADE_OF_IT = pattern(
    r"(?<!主动)作为|纳入|列为|列入|摆在|放在|摆上|贯穿|当作|融入|列作|视为|后的|全部|逐一|上网|汇编|成册|\d\s*余?[条篇件次场期份人]"
)
_ASKED = pattern(r"要求|提出|明确|部署|规定|指出|强调|确定|承诺|印发|通知|方案|召开|会议")
# 2023年，我局政府信息公开工作取得了一定成效，但…: how the work went, in another year than the report's.
_WENT_WELL = pattern(
    r"(?:^|[。！？\n）)]\s{0,4})(?P<year>(?:19|20)\d\d)\s*年度?[，,]?\s*(?:虽然|尽管)?[^，,。；\d“”《》]{0,24}(?:公开|公开各项)工作(?:虽然|虽|总体|整体)?[^，,。；\d“”《》]{0,10}(?:取得|有了?|迈上|上了|稳步|扎实|有序|平稳|顺利|得到)[^，。；\d]{0,10}(?:成效|成绩|进展|进步|提升|提高|推进|开展|台阶|效果|加强)",
    needs="公开",
)
# 2025年政务公开培训情况: the title of a table or a picture in the prose; 2024年存在问题的整改情况 is of last year on purpose.
_TITLE = pattern(
    r"(?!.*(?:上一?年|去年|整改|问题|对比|比较|[较比与和至到—-]\s*20|\d.*\d{4}))[^。，；：:\d]{0,20}(?P<year>(?:19|20)\d\d)\s*年度?[^。，；：:\d]{2,30}(?:表|图|情况|统计|数据|[一二]览)",
    needs="年",
)
_CAPTION = pattern(r"(?P<year>(?:19|20)\d\d)\s*年", needs="年")
# 印发《2023年政务公开工作要点》 in the report of 2024: what a year's work was planned by is that year's; 对照2023年…要点 may be the last there is.
_ISSUED = pattern(
    r"(?:制定|制订|印发|出台|下发)(?:了|并印发)?[《“]?(?P<what>[^《》“”，。；：\d]{0,12}?(?P<year>(?:19|20)\d\d)\s*年度?[^《》“”，。；：\d]{0,20}?(?:公开|解读|培训)[^《》“”，。；：\d]{0,10}?(?:要点|任务分工|任务清单|任务分解表|工作计划|培训计划|工作安排))",
    needs="年",
)


def check_old_years(subject: Subject) -> Iterator[Finding]:
    """Years that were right in the report of another year."""
    year = subject.report.year
    if year not in subject.form.years:
        return  # which year it is has to be settled first (W142)
    opened: set[str] = set()
    for section, block in prose(subject):
        text = block.whole
        begins = bool(block.lead) or (block.kind == "paragraph" and section not in opened)
        opened |= {section} if block.kind == "paragraph" else set()
        if section == PREFACE or "20" not in text:
            continue
        if title := _TITLE.fullmatch(text.strip()):
            yield from _titled(block, title["year"], year, "小标题、表题")
            continue
        yield from _ends_of_the_year(block, year)
        yield from _named_years(block, year)
        yield from _still_to_come(block, year)
        yield from _plans_issued(block, year)
        if not (begins and copied_opening(block, year)):  # which is told in `dates`
            yield from _went_well(block, year)
    for blocks in subject.report.texts.values():
        yield from _captions(blocks, year)


def _sentences_from(text: str, at: int) -> tuple[str, str]:
    """The sentence in which a place stands, and the one behind it."""
    start = max(text.rfind(sign, 0, at) for sign in _ENDS) + 1
    stops = [start]
    for _ in range(2):
        stops.append(min((end + 1 for sign in _ENDS if (end := text.find(sign, stops[-1])) >= 0), default=len(text)))
    return text[start : stops[1]], text[stops[1] : stops[2]]


def _ends_of_the_year(block: TextBlock, year: int) -> Iterator[Finding]:
    """截至2024年12月31日，公开418条 in the report of 2025: how many there were at the end of the year before, with nothing that compares."""
    text = block.whole
    for found in _UNTIL.finditer(text):
        sentence, behind = _sentences_from(text, found.start())
        said = sentence.replace(found[0], "")
        own = any(sign in f"{said}{behind}" for sign in (f"{year}年", "今年", "本年"))
        if int(found["year"]) != year - 1 or own or _ON_PURPOSE.search(said) or not _HOW_MANY.search(said):
            continue
        message = f"写的是“{found[0]}”的数，年报是{year}年度的"
        yield N232.at(block.place(found.start("year")), message, hint=f"核对是不是“{year}年”；真要写上年年底的，写明“上年”")


def _named_years(block: TextBlock, year: int) -> Iterator[Finding]:
    """去年（2023年） in the report of 2025, written in January of 2026."""
    for found in _NAMED.finditer(block.whole):
        word, offsets = found["word"], _MAY_BE[found["word"][0]]
        if int(found["year"]) - year not in offsets:
            message = f"“{found[0]}”的年份不对：年报是{year}年度的，“{word}”应是{year + offsets[0]}年"
            yield N232.at(block.place(found.start("year")), message, hint="核对是不是照抄了以前的报告；年份和前面的字改成一致的")


def _still_to_come(block: TextBlock, year: int) -> Iterator[Finding]:
    for found in _STILL_TO_COME.finditer(block.whole):
        what = "next" if found["next"] else "year"
        sentence, _ = _sentences_from(block.whole, found.start(what))
        if not found["next"] and (
            _MADE_OF_IT.search(found["what"]) or _ASKED.search(found["who"]) or _LAST_YEAR.search(sentence)
        ):
            continue
        if int(found[what]) <= year:
            message = f"以后的打算写的是“{found[what]}年”，年报是{year}年度的，那时已经过了"
            yield N232.at(block.place(found.start(what)), message, hint=f"核对是不是照抄了上年的报告；应是{year + 1}年的就改过来")


def _went_well(block: TextBlock, year: int) -> Iterator[Finding]:
    """How the work went in an earlier year, where nothing is said of this one but plans that are copied with it."""
    text = block.whole
    for found in _WENT_WELL.finditer(text):
        sentence, behind = _sentences_from(text, found.start("year"))
        said = _STILL_TO_COME.sub("", f"{sentence}{behind}")
        if int(found["year"]) >= year or str(year) in said or _ON_PURPOSE.search(said) or "本年" in said or "今年" in said:
            continue
        message = f"写的是“{found['year']}年”的工作，年报是{year}年度的"
        yield N232.at(block.place(found.start("year")), message, hint=f"核对是不是照抄了上年的报告；是本年的，改为“{year}年”")


def _plans_issued(block: TextBlock, year: int) -> Iterator[Finding]:
    """The plan of the year before, said to be issued in this one, where the sentence speaks of no other time."""
    text = block.whole
    for found in _ISSUED.finditer(text):
        sentence, _ = _sentences_from(text, found.start())
        rest = sentence.replace(found["what"], "")
        if int(found["year"]) != year - 1 or _ON_PURPOSE.search(rest) or "20" in rest or "今年" in rest or "本年" in rest:
            continue
        message = f"这一年印发的写的是“{found['what']}”，年报是{year}年度的"
        yield N232.at(block.place(found.start("year")), message, hint=f"核对是不是“{year}年”；真是上年的，写明是哪一年印发的")


def _captions(blocks: Sequence[TextBlock], year: int) -> Iterator[Finding]:
    """Pictures and charts with the year of an earlier report alone."""
    for block in blocks:
        years = list({found["year"] for found in _CAPTION.finditer(block.text)}) if block.pictured else []
        if len(years) == 1 and not _ON_PURPOSE.search(block.text):
            yield from _titled(block, years[0], year, "图片的说明")


def _titled(block: TextBlock, stated: str, year: int, what: str) -> Iterator[Finding]:
    if int(stated) < year:
        message = f"{what}写的是“{stated}年”，年报是{year}年度的"
        place = block.place(block.whole.index(stated)) if block.told else block.location
        yield N232.at(place, message, hint=f"核对是不是从上年的报告带来的；是本年的，改为“{year}年”")
