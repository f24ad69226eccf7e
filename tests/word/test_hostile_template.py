"""A template that somebody else made: what reaches out or runs is refused by the check and the build alike, and no work is without end."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, telling
from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from reportgen.model.errors import PackError, ReportgenError
from reportgen.packs.load import find_pack
from reportgen.word.template.allowed import MOST_STEPS, TemplateEnvironment, text_of
from reportgen.word.template.check import check_template
from reportgen.word.template.compiled import compile_bytes

NAME = "gov-disclosure-2021"
BODY, FOOTER, RELATIONS = "word/document.xml", "word/footer1.xml", "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ATTACK = ROOT.parent / "shared" / "cases" / "attack"
DATE = "{{ date }}"


def with_part(part: str, change: Callable[[str], str]) -> bytes:
    """The shipped template with the text of one part changed, or a part that it has not."""
    package = io.BytesIO()
    with zipfile.ZipFile(find_pack(NAME).template) as old, zipfile.ZipFile(package, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = change(content.decode())
                assert text != content.decode()
                content = text.encode()
            new.writestr(name, content)
        if part not in old.namelist():
            new.writestr(part, change(""))
    return package.getvalue()


def beside_date(text: str) -> bytes:
    return with_part(BODY, lambda body: body.replace(DATE, DATE + text, 1))


def refused(content: bytes) -> set[str]:
    """The codes of the errors of the check; the build refuses too, and says one of them."""
    form = find_pack(NAME).form
    found = [one for one in check_template(content, form, "t.docx").findings if one.severity.value == "error"]
    with pytest.raises(PackError) as raised:
        compile_bytes(content, form, "t.docx")
    assert found and any(one.message in f"{raised.value}" for one in found)
    return {one.code for one in found}


# -- fields, links, controls --------------------------------------------------------------------------


def field(*code: str, outcome: str = "x") -> str:
    """A field whose code stands in several runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in code)
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}{runs}{marks[1]}<w:r><w:t>{outcome}</w:t></w:r>{marks[2]}"


QUOTED = field("QUOTE EAUTO", outcome="")
FIELDS: dict[str, str] = {
    "a picture": field(' INCLUDEPICTURE "http://a.cn/x.png" \\d '),
    "a text": field(" IncludeText c:\\\\x.docx "),
    "a program": field(" DDEAUTO c:\\\\windows\\\\cmd.exe "),
    "a name over runs": field(" DD", "EA", "UTO excel x "),
    "a name that a field within gives": field(" DD") .replace("</w:instrText></w:r>", f"</w:instrText></w:r>{QUOTED}", 1),
    "a known name that goes on in a field within": field(" PAGE").replace("</w:instrText></w:r>", f"</w:instrText></w:r>{QUOTED}", 1),
    "in the outcome of another": field(" PAGE ", outcome=f"</w:t></w:r>{field(' DATABASE x ')}<w:r><w:t>"),
    "in one element": '<w:fldSimple w:instr=" link Excel.Sheet c:\\\\x "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    "a button": field(" MACROBUTTON AutoOpen 点这里 "),
    "a link to a file": field(' HYPERLINK "file:///c:/x.exe" '),
    "a link to a neighbour": field(' HYPERLINK \\\\o "看" "\\\\\\\\server\\\\share\\\\x" '),
    "one nobody knows": field(" NEWFIELD x "),
    "no beginning": '<w:r><w:instrText> DDE x </w:instrText></w:r>',
    "no end": '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IMPORT x </w:instrText></w:r>',
}  # fmt: skip


@pytest.mark.parametrize("case", telling(list(FIELDS)[::4], list(FIELDS)))
def test_a_field_that_fetches_or_runs_is_refused(case: str) -> None:
    assert refused(with_part(BODY, lambda body: body.replace("<w:sectPr", f"<w:p>{FIELDS[case]}</w:p><w:sectPr", 1))) == {"F315"}


@pytest.mark.parametrize(
    "part", telling([FOOTER], [FOOTER, "word/comments.xml", "word/glossary/document.xml", "word/strange.bin"])
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_field_is_found_in_whatever_part(part: str, encoding: str) -> None:
    if part == FOOTER:
        content = with_part(FOOTER, lambda text: text.replace("</w:ftr>", f"<w:p>{FIELDS['a program']}</w:p></w:ftr>"))
    else:
        body = f'<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{FIELDS["a program"]}</w:x>'
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        package = io.BytesIO(with_part("word/none.txt", lambda _: "x"))
        with zipfile.ZipFile(package, "a") as archive:
            archive.writestr(part, (head + body).encode(encoding))
        content = package.getvalue()
    assert "F315" in refused(content)


@pytest.mark.parametrize(
    "code", [" PAGE ", "NUMPAGES", "page \\* MERGEFORMAT", ' TOC \\o "1-3" ', ' HYPERLINK "https://a.cn" ', ' HYPERLINK \\l "b" ',
             " =1+2 ", ' DATE \\@ "yyyy年M月d日" ', " SEQ 表 ", ""]
)  # fmt: skip
def test_a_field_that_looks_at_the_document_only_is_none_of_them(code: str) -> None:
    content = with_part(BODY, lambda body: body.replace("<w:sectPr", f"<w:p>{field(code)}</w:p><w:sectPr", 1))
    assert "F315" not in {one.code for one in check_template(content, find_pack(NAME).form, "t.docx").findings}
    compile_bytes(content, find_pack(NAME).form, "t.docx")


def relation(kind: str, target: str) -> Callable[[str], str]:
    entry = f'<Relationship Id="rX" Type="{OFFICE}{kind}" Target="{target}" TargetMode="External"/>'
    return lambda text: text.replace("</Relationships>", f"{entry}</Relationships>")


@pytest.mark.parametrize(
    ("kind", "target"),
    [("image", "http://a.cn/x.png"), ("image", "file:///x.png"), ("attachedTemplate", "\\\\server\\x.dotm"), ("oleObject", "x.xlsx"),
     ("subDocument", "x.docx"), ("frame", "http://a.cn"), ("hyperlink", "file:///c:/x"), ("hyperlink", "ms-msdt:/id"),
     ("hyperlink", "x.exe"), ("mailMergeSource", "x.mdb"), ("externalLinkPath", "x")]
)  # fmt: skip
def test_a_link_to_the_outside_is_refused(kind: str, target: str) -> None:
    assert "F311" in refused(with_part(RELATIONS, relation(kind, target)))


VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


@pytest.mark.parametrize(
    ("element", "code"),
    [(f'<v:imagedata {VML} src="http://a.cn/x"/>', "F311"), (f'<v:fill {VML} o:href="\\\\server\\x"/>', "F311"),
     (f'<v:shape {VML} href="file:///c:/x"/>', "F311"), (f'<o:OLEObject {VML} Type="Link"/>', "F310"), ("<w:control/>", "F310")]
)  # fmt: skip
def test_what_is_named_without_a_relationship_is_found_too(element: str, code: str) -> None:
    assert refused(
        with_part(BODY, lambda body: body.replace("<w:sectPr", f"<w:p><w:r><w:pict>{element}</w:pict></w:r></w:p><w:sectPr", 1))
    ) == {code}


# -- the language, and how much work it may make -------------------------------------------------------

EXPRESSIONS = [
    "{{ 'x'.ljust(9000000000) }}", "{{ '%9999999999d' % 1 }}", "{{ 1|round(-999999999) }}", "{{ 'x'|center(999999999) }}",
    "{{ '%9999999999d'|format(1) }}", "{{ 'x'|replace('', 'x' * 999999) }}", "{{ 9 ** 99999 }}", "{{ 'x' * 999999999 }}",
    "{{ lipsum(n=99999) }}", "{{ date|indent(999999999) }}", "{{ [date]|batch(999999999) }}", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in title recursive %}{{ loop(title) }}{% endfor %}", "{{ namespace() }}", "{{ date.zfill(99999) }}",
    "{{ ('x' * 9999)|wordwrap(1, wrapstring='x' * 9999) }}", "{{ '{0:>999999999}'.format(1) }}", "{{ title|map('upper') }}", "{{ self }}",
    "{{ " + "9" * 5000 + " }}", "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{{ " + "-" * 5000 + "1 }}",
]  # fmt: skip


@pytest.mark.parametrize(
    "tag", telling([EXPRESSIONS[at] for at in (0, 1, 2, 11, 12, 19, 20)], EXPRESSIONS), ids=lambda tag: tag[:40]
)
def test_what_could_fill_the_memory_is_not_in_the_language(tag: str) -> None:
    began = time.monotonic()
    assert refused(beside_date(tag)) <= {"F203", "F205", "F220", "F222", "F230"}
    assert time.monotonic() - began < 20


def test_loops_in_loops_come_to_an_end() -> None:
    environment = TemplateEnvironment(undefined=StrictUndefined)
    nested = environment.from_string("{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}")
    assert text_of(nested, {"x": ["."] * 40}) == ""
    with pytest.raises(SecurityError, match=str(MOST_STEPS)):
        text_of(nested, {"x": ["."] * 1000})
    with pytest.raises(SecurityError, match="超过了"):
        text_of(environment.from_string("{% for a in x %}{{ y }}{% endfor %}"), {"x": ["."] * 1000, "y": "字" * 100_000})
    with pytest.raises(SecurityError, match="太长"):
        text_of(environment.from_string("{{ x|join(y) }}"), {"x": ["."] * 1000, "y": "字" * 100_000})


def test_what_is_nested_too_deep_is_told() -> None:
    environment = TemplateEnvironment(undefined=StrictUndefined)
    for deep in ("{% for a in x %}" * 90 + "{% endfor %}" * 90, "{% if x %}" * 3000 + "{% endif %}" * 3000):
        with pytest.raises(TemplateSyntaxError):
            environment.from_string(deep)


@pytest.mark.parametrize("unclosed", ["<w:r><w:t>{{</w:t></w:r>" + "<w:r><w:t>a{</w:t></w:r>" * 40_000, "<w:r><w:t>" + "{{{%" * 100_000 + "</w:t></w:r>"],
                         ids=["over runs", "in one"])  # fmt: skip
def test_braces_that_are_not_closed_take_no_square_of_time(unclosed: str) -> None:
    began = time.monotonic()
    content = with_part(BODY, lambda body: body.replace("<w:sectPr", f"<w:p>{unclosed}</w:p><w:sectPr", 1))
    with pytest.raises(ReportgenError):
        compile_bytes(content, find_pack(NAME).form, "t.docx")
    assert time.monotonic() - began < 30


def test_more_tags_than_any_form_takes_are_not_looked_at() -> None:
    assert refused(beside_date("{{ nmae }}" * 11_000)) == {"F230"}


@pytest.mark.parametrize("name", ["loops", "round", "ljust"])
def test_samples_that_hung_are_refused(name: str, tmp_path: Path) -> None:
    """In a process of its own with little time and memory."""
    sample = ATTACK / f"{name}-template.docx"
    if not sample.is_file():
        pytest.skip("the samples of attacks (../shared/cases) are not beside this checkout")
    limits = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000,) * 2); "
    program = f"{limits}from reportgen.cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "format", "check", str(sample), "--format", NAME], capture_output=True, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 1 and re.search("错误 F220", done.stdout.decode()), done.stderr.decode()
