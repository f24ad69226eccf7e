"""A letter: a Word file with tags that are no form's, drawn to begin with, then anybody's to change; filled in for one agency after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from ...files.xml import writable
from ...files.zips import deflated, zipped
from ...model.errors import PackError, SourceError
from ...model.location import Location
from ..package import opened
from ..template.allowed import TemplateEnvironment, text_of
from ..template.syntax import to_jinja
from .page import plain_document, styled_line

_HINT = "改模板里的标签；或者删去它，用原来的：程序会照自带的样子写"


def draw_letter(lines: Iterable[tuple[str, str]]) -> bytes:
    """The .docx of a letter's lines, each with its style ('flush' for a line of text that begins at the margin); the same bytes each time."""
    return plain_document(
        "".join(styled_line(text, "BodyText" if style == "flush" else style, flush=style == "flush") for style, text in lines)
    )


def fill_in(content: bytes, path: str, values: Mapping[str, Any]) -> bytes:
    """The .docx with its tags replaced by the values, which are texts, numbers, lists and mappings of these.

    PackError names what is wrong with a tag, or asks for a value that there is not.
    """
    location = Location(path)
    try:
        package = opened(content, path)
    except SourceError as error:
        raise PackError(f"信的模板打不开：{error.message}", location=location, hint=_HINT) from None
    environment = TemplateEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    clean = {name: _clean(value) for name, value in values.items()}
    members = []
    for name, stored in dict(package.files).items():
        if name not in package.printed or b"{" not in stored:
            members.append(deflated(name, stored))
            continue
        try:
            source = to_jinja(stored.decode("utf-8-sig"), location)
            members.append(deflated(name, text_of(environment.from_string(source), clean).encode()))
        except UnicodeDecodeError:
            raise PackError(f"{name} 不是 UTF-8 编码", location=location, hint="用 Word 打开模板，另存一次") from None
        except UndefinedError as error:
            raise PackError(f"信的模板里有不认识的名称：{error.message}", location=location, hint=_HINT) from None
        except (TemplateSyntaxError, SecurityError, TypeError) as error:
            raise PackError(f"信的模板里的标签写错了：{error}", location=location, hint=_HINT) from None
    return zipped(members)


def _clean(value: Any) -> Any:
    """The value as a document can hold it: no signs that XML has not, one line instead of several."""
    if isinstance(value, str):
        return writable(" ".join(value.split("\n")))
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, Sequence) else value
