"""The command `build`: drafts that pass their check become documents."""

from pathlib import Path
from typing import Annotated

import typer

from .outputs import keep, wanted_together, what, where
from .several import Done, one_after_the_other, reports_meant
from .terminal import Force, NoColour, Prior, colour, draft_meant, say


def build(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[草稿文件夹]...",
            help="放着 workbook.xlsx 和 narrative.yaml（或 文字稿.docx）的文件夹；可以写几份，或放着几份的文件夹；不写则是当前文件夹",
            show_default=False,
        ),
    ] = None,
    output: Annotated[list[str] | None, where("写到哪个文件或文件夹；不写则放在草稿文件夹里")] = None,
    to: Annotated[list[str] | None, what("docx（通常）、html（网页）、pdf，可以用逗号连写")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="有错误也生成，缺的地方标【待填】，加上“草稿”字样")] = False,
    no_record: Annotated[
        bool, typer.Option("--no-record", help="文件里不留生成记录（verify 要用它；公开发布的文件可以不留）")
    ] = False,
    prior: Prior = None,
    force: Force = False,
    no_color: NoColour = False,
) -> None:
    """生成 Word 文件、网页、PDF；有错误时先不生成。"""
    from ..model.draft import TEXTS, WORKBOOK, Built
    from ..show.text import Ink, built_text, check_text
    from ..tasks.build import KINDS, build_draft

    asked = wanted_together(output, to, KINDS)
    sources = reports_meant(folders) if folders else [draft_meant(None, "build")]
    if len(sources) > 1 and asked.path and not asked.is_folder:
        raise typer.BadParameter(f"几份一起生成要写进一个文件夹：写成 -o {asked.path}/", param_hint="-o")

    def run(source: Path) -> Done:
        keep(
            None if asked.is_folder else asked.path,
            [*(source / name for name in TEXTS), source / WORKBOOK, *([prior] if prior else [])],
        )
        done = build_draft(
            source,
            output=asked.path,
            into_folder=asked.is_folder,
            kinds=[kind for kind in KINDS if kind in asked.kinds],
            draft=draft,
            force=force,
            prior=prior,
            keep_record=not no_record,
        )
        ink = Ink(colour(no_color))
        if isinstance(done, Built):
            return Done(3 if done.checked.crashed else 0, f"已生成 {done.path.name}", built_text(done, ink, draft=draft))
        left = f"\n有 {done.errors} 个错误，没有生成。先改正错误；要先看看样子，加 --draft。"
        return Done(
            3 if done.crashed else 1, f"有 {done.errors} 个错误，没有生成", check_text(done, done.findings, ink) + "\n" + left
        )

    if len(sources) > 1:
        raise typer.Exit(one_after_the_other(sources, run))
    done = run(sources[0])
    say(done.details)
    raise typer.Exit(done.code)
