"""`reportgen area sum`: the sum of an area's reports, and the authority's draft that begins with it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ..model.finding import Severity
from .area import Cluster, Jobs, Progress
from .area_folder import InFolder
from .outputs import tell, wanted, what, where, write
from .terminal import Force, NoColour, colour, note, now, say, year_typed

_DRAFT = "draft"


def sum_(
    year: Annotated[int, typer.Argument(metavar="年份", help="哪一年度的年报", show_default=False, parser=year_typed)],
    code: Annotated[str, typer.Argument(metavar="代码", help="汇总到哪个机关；不写则是最上面的那个", show_default=False)] = "",
    folder: InFolder = Path(),
    every_cell: Annotated[bool, typer.Option("--all", help="每一格都列出；不写则只列各行的总计、不是 0 的")] = False,
    output: Annotated[
        list[str] | None, where("写到哪个文件；写成文件夹（-o 全市草稿/）就新建一份草稿，数据表里填好汇总的数")
    ] = None,
    to: Annotated[list[str] | None, what("text、json 或 xlsx")] = None,
    jobs: Jobs = 0,
    cluster: Cluster = "",
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """汇总：下级的年报一格一格相加，与上级自己的年报对，说明为什么不符。"""
    from ..area.look import Ways
    from ..area.summing import area_sum
    from ..rules.area.sums import taken_in
    from ..show.area.sums import sum_json, sum_text
    from ..show.text import Ink

    draft = output[-1] if output and not to and _is_folder(output[-1]) else ""
    asked = wanted(None if draft else output, to, ("text", "json", "xlsx"))
    with Progress("检查") as progress:
        summed = area_sum(folder, year, code, now().date(), Ways(jobs=jobs, cluster=cluster, progress=progress))
    for unkept in summed.unkept:
        note(f"注意：{unkept}")
    rollup = summed.rollup
    file = asked.file(f"{rollup.agency.name}{year}汇总")
    if asked.kind == "xlsx":
        from ..show.area.sum_sheets import sum_workbook

        assert file is not None
        write(file, sum_workbook(rollup, summed.against, summed.findings), force=force)
    elif asked.kind == "json":
        tell(sum_json(rollup, summed.against, summed.findings), file, force=force)
    else:
        ink = Ink(colour(no_color, file))
        tell(sum_text(rollup, summed.against, summed.findings, summed.unreadable, ink, every_cell=every_cell), file, force=force)
    if draft:
        from ..tasks.drafts import sum_draft

        started = sum_draft(Path(draft), rollup, summed.pack)
        say(f"\n已新建草稿：{'、'.join(map(str, started.written))}")
        say("数据表的每一格都有批注，写着是哪几个单位的数；浅黄色的格还不全。文字稿照常写，写好后 reportgen check。")
    if wrong := taken_in(summed.findings) if draft or file else ():
        say(f"\n注意：汇总里有 {len(wrong)} 处数有错，是照原样加的，写好的{'草稿' if draft else '文件'}里也是这样：")
        for finding in wrong:
            say(f"  {finding.code}　{finding.message}")
    counts = any(finding.severity is Severity.ERROR for finding in summed.findings) or not rollup.complete
    raise typer.Exit(1 if counts or summed.unreadable else 0)


def _is_folder(place: str) -> bool:
    return place.endswith(("/", os.sep)) or Path(place).is_dir()
