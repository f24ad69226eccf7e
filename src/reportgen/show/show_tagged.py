"""What `format tag` made of a form, as text. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..word.blank.tagged import Tagged

_SHOWN = 30


def tagged_text(tagged: Tagged) -> str:
    """What was recognised, what was not, and what to do next."""
    told = tagged.told
    lines = [f"按“{tagged.form_name}”（{tagged.form_id}）加标签", ""]
    lines += _list("认出来的", told.recognised)
    lines += _list("格式里有、表单里没有找到的", told.missing)
    lines += _list("表单与格式不一样的", told.differing)
    lines += _list("原来有内容、已换成标签的", told.replaced)
    lines += _list("原样保留的文字和表格（每份年报都会印出来；只是表单上有的，如“附件”，请删去）", told.untouched)
    lines += _list("请留意", told.remarks)
    lines.append(f"已写到：{tagged.path}")
    if tagged.fault:
        lines += ["模板还不能用：", *(f"  {line.strip()}" for line in tagged.fault.splitlines())]
        lines.append(
            "下一步：照上面列出的，在表单里改行名、列名和标题，或者改 format.yaml，再运行一次；也可以在模板里手工补上标签。"
        )
    else:
        lines.append("每个数都印在行名、列名所说的格里，每段文字各印一次，已逐一核对。")
        lines.append("下一步：用 Word 或 WPS 打开看一遍，可以改样子，标签不要动（标签比数字长，会把表格撑开，生成的年报不会）；")
        if tagged.in_place:
            pack = str(tagged.path.parent)
        else:
            pack = "格式包"
            lines.append("放进格式包的文件夹，改名为 template.docx；")
        lines.append(f"再检查、再用一份草稿试一试：reportgen format check {pack}；reportgen build 草稿")
    return "\n".join(lines)


def _list(title: str, listed: tuple[str, ...]) -> Iterator[str]:
    if listed:
        yield f"{title}："
        yield from (f"  {line}" for line in listed[:_SHOWN])
        if len(listed) > _SHOWN:
            yield f"  ……另有 {len(listed) - _SHOWN} 条"
        yield ""
