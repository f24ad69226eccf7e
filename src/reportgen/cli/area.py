"""The commands of an area's desk: how it stands, what is wrong, what came in, what was decided."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..model.errors import OutputError, SourceError
from ..model.location import Location
from .area_folder import AreaCommand, AreaFolder, InFolder
from .outputs import Output, file_in, keep, tell, wanted, what, where, write
from .terminal import ChineseGroup, Force, NoColour, colour, note, now, say, year_typed

if TYPE_CHECKING:
    from ..model.area.board import Board

_KINDS = ("text", "html", "xlsx", "json")
_EXPORTED = ("csv", "xlsx", "json", "sqlite")
areas = typer.Typer(
    cls=ChineseGroup,
    help="一个地区的年报：名录、收件、催交、检查、汇总，几百个机关一起办。",
    no_args_is_help=True,
    rich_markup_mode=None,
)
OfYear = Annotated[
    int | None,
    typer.Option("--year", metavar="年份", help="哪一年度的年报；不写则是最近的一年", show_default=False, parser=year_typed),
]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="个数", help="同时用几个进程；不写则看这台电脑有几个核", show_default=False, min=0)
]
Cluster = Annotated[
    str,
    typer.Option(
        "--cluster", metavar="地址", help="在 Dask 集群上做，如 tcp://主机:8786；各台机器要能读到这个文件夹", show_default=False
    ),
]
_Where = Annotated[list[str] | None, where("写到哪个文件；网页是一个文件夹，写成 -o 看板/；不写则显示出来")]


@areas.command(cls=AreaCommand)
def new(
    folder: AreaFolder = Path(),
    names: Annotated[
        Path | None,
        typer.Option("--from", metavar="名单", help="一行一个机关的文本，下级的缩进；不写则是一份空的来填", show_default=False),
    ] = None,
    kind: Annotated[
        str, typer.Option("--register", metavar="xlsx|yaml", help="名录写成什么：xlsx 用 Excel 填，yaml 用记事本填")
    ] = "xlsx",
) -> None:
    """新建一个地区：名录，和放年报、收件的文件夹。"""
    from ..area.start import new_area

    wanted_kind = kind.strip().lower().removeprefix(".")
    if wanted_kind not in ("xlsx", "yaml"):
        raise SourceError(f"--register 看不懂“{kind}”", hint="写 xlsx 或 yaml")
    register, count = new_area(folder, names=names, kind=wanted_kind)
    say(f"已新建 {register}" + (f"，里面有 {count} 个机关" if names else "：照里面的一行填上各机关"))
    say(f"各机关的年报放进 {folder / '年报'}/年份/代码/；不知道代码的放进 {folder / '收件'}/，再运行 reportgen area receive")


@areas.command(cls=AreaCommand)
def status(
    folder: AreaFolder = Path(),
    year: OfYear = None,
    output: _Where = None,
    to: Annotated[list[str] | None, what("text、html（一个文件夹）、xlsx 或 json")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="没有问题的机关也列出")] = False,
    jobs: Jobs = 0,
    cluster: Cluster = "",
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """谁交了、谁没交、谁迟交、谁有问题：全地区和每一级。"""
    from ..show.area.text import status_text
    from ..show.text import Ink

    _board(
        folder, year, output, to, jobs=jobs, cluster=cluster, force=force, stem="进度", across=False,
        text=lambda board, file: status_text(board, Ink(colour(no_color, file)), everyone=everyone),
    )  # fmt: skip


@areas.command(cls=AreaCommand)
def check(
    folder: AreaFolder = Path(),
    year: OfYear = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="代码", help="只列这个机关的，全部列出；可以写几次", show_default=False)
    ] = None,
    output: _Where = None,
    to: Annotated[list[str] | None, what("text、html（一个文件夹）、xlsx 或 json")] = None,
    jobs: Jobs = 0,
    cluster: Cluster = "",
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """检查全地区的年报：每个机关的问题，只查新来的和变了的。"""
    from ..show.area.text import checked_text, one_agency_text
    from ..show.text import Ink

    def shown(board: "Board", file: Path | None) -> str:
        ink = Ink(colour(no_color, file))
        if not only:
            return checked_text(board, ink)
        codes = [board.register.meant(code) for code in only]
        chosen = [standing for standing in board.standings if standing.agency.code in codes]
        if missing := [code for code in codes if code not in board.register.by_code]:
            raise SourceError(f"名录里没有代码“{'”“'.join(missing)}”", location=Location(board.register.path))
        return "\n".join(one_agency_text(standing, ink) for standing in chosen)

    _board(folder, year, output, to, jobs=jobs, cluster=cluster, force=force, stem="检查", across=True, text=shown)


def _board(
    folder: Path,
    year: int | None,
    output: list[str] | None,
    to: list[str] | None,
    *,
    jobs: int,
    cluster: str,
    force: bool,
    stem: str,
    across: bool,
    text: "Callable[[Board, Path | None], str]",
) -> None:
    """Look at the area, and show or write the board; ends with the exit code."""
    from ..area.look import Ways, look

    asked = _asked(output, to)
    today = now().date()
    with Progress("检查") as progress:
        ways = Ways(jobs=jobs, cluster=cluster, pages=asked.kind == "html", across=across, progress=progress)
        board = look(folder, year, today, ways)
    file = asked.file(f"{board.name}{board.year}年报{stem}")
    inputs = [Path(board.register.path)]
    if asked.kind == "html":
        from ..area.pages import write_pages

        place = asked.path or Path(f"{board.name}{board.year}看板")
        write_pages(folder, board, place)
        say(f"已写到 {place}，打开里面的 index.html")
    elif asked.kind == "xlsx":
        from ..show.area.sheets import board_workbook

        assert file is not None
        write(file, board_workbook(board), force=force, inputs=inputs)
    elif asked.kind == "json":
        from ..show.area.json import board_json

        tell(board_json(board), file, force=force, inputs=inputs)
    else:
        tell(text(board, file), file, force=force, inputs=inputs)
    counts = board.counts
    crashed = any(standing.outcome and standing.outcome.crashed for standing in board.standings)
    raise typer.Exit(3 if crashed else 1 if counts.errors or counts.missing or counts.unreadable else 0)


def _asked(output: list[str] | None, to: list[str] | None) -> Output:
    """As in all commands; but a folder alone means the pages, which are one."""
    if output and not to and (output[-1].endswith(("/", os.sep)) or Path(output[-1]).is_dir()):
        to = ["html"]
    asked = wanted(output, to, _KINDS)
    if asked.kind == "html" and asked.path and asked.path.suffix.lower() in (".html", ".htm"):
        raise typer.BadParameter(f"网页是一个文件夹：写成 -o {asked.path.stem}/", param_hint="-o")
    return asked


@areas.command(cls=AreaCommand)
def export(
    folder: AreaFolder = Path(),
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="年份", help="只要哪一年度的；不写则各年的都要", show_default=False, parser=year_typed),
    ] = None,
    output: Annotated[list[str] | None, where("写到哪个文件；不写则放在当前文件夹里")] = None,
    to: Annotated[list[str] | None, what("csv、xlsx、json 或 sqlite")] = None,
    jobs: Jobs = 0,
    cluster: Cluster = "",
    force: Force = False,
) -> None:
    """全地区各年的指标写成一个文件：CSV、Excel、JSON，或一个 SQLite 库。"""
    from typing import cast

    from ..area.export import Kind, write_export
    from ..area.folder import years_there
    from ..area.look import Ways, look, opened
    from ..area.store import STORE

    asked = wanted(output, to, _EXPORTED)
    today = now().date()
    register, latest = opened(folder, year, today)
    years = [year] if year else years_there(folder) or [latest]
    with Progress("检查") as progress:
        ways = Ways(jobs=jobs, cluster=cluster, across=True, progress=progress)
        boards = [look(folder, one, today, ways) for one in sorted(years)]
    for unkept in dict.fromkeys(one for board in boards for one in board.unkept):
        note(f"注意：{unkept}")
    stem = f"{boards[0].name}指标"
    file = asked.file(stem) or Path(f"{stem}.{asked.kind}")
    keep(file, [Path(register.path), folder / STORE], "这是地区自己的文件")
    write_export(folder, boards, cast("Kind", asked.kind), file, overwrite=force)
    reports = sum(len(standing.reports) for board in boards for standing in board.standings)
    say(f"已写到 {file}：{len(years)} 个年度，{reports} 份年报")


@areas.command(cls=AreaCommand)
def letter(
    codes: Annotated[list[str] | None, typer.Argument(metavar="[代码]...", help="哪些机关，写代码", show_default=False)] = None,
    folder: InFolder = Path(),
    year: OfYear = None,
    everyone: Annotated[bool, typer.Option("--all", help="每个有问题的机关一封，写进 -o 的文件夹")] = False,
    remind: Annotated[bool, typer.Option("--remind", help="催报函：不写代码就给每个还没有交的机关写一封")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="把信的模板放进地区文件夹，用 Word 改好以后都照它写；加上 --remind 是催报函的")
    ] = False,
    output: Annotated[str | None, where("写到哪个 Word 文件或文件夹；不写则放在当前文件夹里")] = None,
    jobs: Jobs = 0,
    force: Force = False,
) -> None:
    """给机关的退回修改意见，和催报函：一个机关一封 Word 信。"""
    from ..area.letter import LETTER, REMINDER, has_to_mend, reminder, sender_of, write_template
    from ..area.letter import letter as written
    from ..area.look import Ways, look
    from ..model.area.register import some
    from ..show.area.text import late_in_words
    from ..tasks.build import safe_name

    if template:
        say(
            f"已写到 {write_template(folder, REMINDER if remind else LETTER)}：用 Word 改文字和格式，{{{{ }}}} 和 {{% %}} 里的不要动"
        )
        return
    if bool(codes) == everyone and not (remind and not everyone):
        raise SourceError("写上机关的代码，或者用 --all 给每个有问题的机关写一封", hint="写成：reportgen area letter 代码")
    moment = now()
    with Progress("检查") as progress:
        board = look(folder, year, moment.date(), Ways(jobs=jobs, across=True, progress=progress))
    for unkept in board.unkept:
        note(f"注意：{unkept}")
    codes = [board.register.meant(code) for code in codes or ()]
    if missing := [code for code in codes if code not in board.register.by_code]:
        raise SourceError(f"名录里没有代码“{'”“'.join(missing)}”", location=Location(board.register.path))
    sender = sender_of(board)
    addressed = [one for one in board.standings if sender is None or one.agency.code != sender.code]
    if codes:
        chosen = [one for one in board.standings if one.agency.code in codes]
    elif remind:
        chosen = [one for one in addressed if one.outcome is None]
    else:
        chosen = [one for one in addressed if has_to_mend(one)]
    if len(chosen) > 1 and output and not output.endswith(("/", os.sep)) and not Path(output).is_dir():
        raise typer.BadParameter(f"几封信要写进一个文件夹：写成 -o {Path(output).stem}/", param_hint="-o")
    what_for = "催报函" if remind else "修改意见"
    done: list[Path] = []
    others: list[Path] = []
    for standing in chosen:
        name = safe_name(f"{standing.agency.code}-{standing.agency.name}-{board.year}年报{what_for}") + ".docx"
        file = file_in(output, name) or Path(name)
        content = (reminder if remind else written)(folder, board, standing, moment.date())
        if not codes and not force and file.is_file():  # the rest is written all the same
            (done if file.read_bytes() == content else others).append(file)
            continue
        write(file, content, force=force, inputs=[folder / LETTER, folder / REMINDER])
    if done:
        say(f"{len(done)} 封以前已经写好，没有变")
    if not chosen:
        say("没有要催的：都交了。" if remind else "没有要退回的：交来的都没有问题。")
    missing_ones = [one for one in addressed if one.outcome is None] if everyone else []
    if missing_ones:
        say(f"还没有交的 {len(missing_ones)} 个，没有写信（写催报函：reportgen area letter --remind）：")
        for one in missing_ones:
            say("  " + "　".join(filter(None, (str(one.agency), late_in_words(one), one.agency.contact))))
    if others:
        said = f"{len(others)} 封已经有了，内容不同，没有覆盖：{some([one.name for one in others], 5)}"
        raise OutputError(said, hint="换一个文件夹（-o），或者加 --force 覆盖")


@areas.command(cls=AreaCommand)
def receive(
    folder: AreaFolder = Path(),
    year: OfYear = None,
    are: Annotated[
        list[str] | None,
        typer.Option(
            "--is", metavar="文件=代码", help="这份文件是哪个机关的，或者 文件=年份/代码；可以写几次", show_default=False
        ),
    ] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="日期", help="这些是哪一天收到的，如 2025-01-28；不写则是今天", show_default=False)
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不问，直接归档能确定的")] = False,
    jobs: Jobs = 0,
) -> None:
    """把“收件”里的文件归到各机关：先列出来，再问要不要移。"""
    from ..area.inbox import look_into, put_away
    from ..area.ledger import day_of
    from ..area.look import opened
    from ..show.area.text import inbox_text

    moment = now()
    day = day_of(on) if on else None
    if on and (day is None or day > moment.date()):
        raise SourceError(f"--on 的“{on}”不是已经过去的日子", hint="写成 2025-01-28 这样")
    register, _ = opened(folder, year, moment.date())
    with Progress("认文件") as progress:
        inbox = look_into(folder, register, year or 0, said_to_be=_pairs(are or []), jobs=jobs, progress=progress)
    sure = [
        (
            one.name,
            one.target.relative_to(folder).as_posix() + ("/旧稿" if one.aside else "（原来的移到 旧稿）" if one.replaces else ""),
            f"{one.match.agency}：{one.match.why}",
        )
        for one in inbox.arrived
        if one.target
    ]
    asked = [
        (
            one.name,
            "已经在那里了，内容一样，可以删去" if one.same else one.match.why,
            [str(agency) for agency in one.match.candidates],
        )
        for one in inbox.arrived
        if not one.target
    ]
    if yes:  # each is told as it is moved, so it need not be told before
        for line in put_away(folder, inbox, moment, on=day, why=True):
            say(line)
        say(
            "\n".join(
                filter(None, (f"已归档 {len(sure)} 份" if sure else "", inbox_text((), asked, inbox.others, moved=bool(sure))))
            )
        )
        raise typer.Exit(1 if asked else 0)
    say(inbox_text(sure, asked, inbox.others))
    if sure and sys.stdin.isatty() and typer.confirm(f"归档这 {len(sure)} 份吗？"):
        for line in put_away(folder, inbox, moment, on=day):
            say(line)
    elif sure:
        say("没有移动。要移动：再运行一次，加上 --yes")
    raise typer.Exit(1 if asked else 0)


def _pairs(told: list[str]) -> dict[str, str]:
    pairs = {}
    for one in told:
        name, sign, code = one.rpartition("=")
        if not sign or not name or not code.strip():
            raise typer.BadParameter(f"“{one}”要写成 文件=代码", param_hint="--is")
        pairs[name] = code.strip()
    return pairs


@areas.command(cls=AreaCommand)
def decide(
    code: Annotated[str, typer.Argument(metavar="代码", help="机关的代码", show_default=False)],
    mark: Annotated[
        str, typer.Argument(metavar="问题", help="问题的记号（检查结果里方括号中的），或规则的代码", show_default=False)
    ],
    verdict: Annotated[str, typer.Argument(metavar="意见", help="确认、已改 或 不是问题", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由；“不是问题”一定要写", show_default=False)] = "",
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="谁决定的", show_default=False)] = "",
    folder: InFolder = Path(),
    year: OfYear = None,
) -> None:
    """对一个问题写下处理意见，以后的检查、看板和退回意见都带上。"""
    from ..area.decisions import DECISIONS, decide_on

    today = now().date()
    decided = decide_on(folder, year, today, code, mark, verdict, reason=reason, by=by)
    for told in decided:
        say(f"{verdict}：{told.code} {told.place}　{told.message.splitlines()[0]}")
    say(f"已记在 {folder / DECISIONS}")


class Progress:
    """A line in the terminal that says how far the work is; nothing where nobody watches."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._shown = False

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, done: int, total: int) -> None:
        if total > 1 and sys.stderr.isatty():
            print(f"\r{self.words} {done}/{total}", end="", file=sys.stderr, flush=True)
            self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
