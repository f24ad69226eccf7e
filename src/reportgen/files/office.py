"""Turns a .docx into a PDF, and older documents into a .docx, with the LibreOffice of this computer: in a profile of its own, offline, within bounds.

A document comes from a template and from a draft, which somebody else may have made: whatever is linked in it
is not fetched, nothing in it runs, and it gets no more time and memory than a long report needs.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from ..model.errors import OutputError, RenderError, SourceError

TIMEOUT = 120
# Of address space, and of the longest file that it may write.
MOST_MEMORY, MOST_WRITTEN = 8_000_000_000, 1_000_000_000
# An address where nobody answers, in the place of every proxy.
_NOWHERE, _NO_PORT = "127.0.0.1", "9"
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
# What LibreOffice itself is told, by the path of each setting.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Save/Document", "LoadPrinter", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(
        setting
        for scheme in ("HTTP", "HTTPS", "FTP")
        for setting in (
            ("Inet/Settings", f"ooInet{scheme}ProxyName", _NOWHERE),
            ("Inet/Settings", f"ooInet{scheme}ProxyPort", _NO_PORT),
        )
    ),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_NAMES = ("soffice", "libreoffice")
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
)
_WINDOWS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
# A tagged PDF says what is a heading and what a table, as a reader who cannot see it needs.
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
_WORD_FILTER = "docx:MS Word 2007 XML"
_INSTEAD = "也可以先生成 .docx，用 Word 或 WPS 打开，另存为 PDF"
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)endstream", re.DOTALL)


def find_office() -> str:
    """The program; OutputError says how to get it where there is none."""
    if found := _found():
        return found
    raise OutputError(
        "这台电脑上没有 LibreOffice，不能生成 PDF",
        hint=f"安装 LibreOffice（免费，www.libreoffice.org）后再试；{_INSTEAD}",
    )


def _found() -> str:
    """The program, '' where there is none."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for usual in _usual_places():
        there = [str(path) for path in Path(usual.anchor).glob(str(usual.relative_to(usual.anchor))) if path.is_file()]
        if there:
            return max(there, key=lambda path: [int(number) for number in re.findall(r"\d+", path)])  # the newest version
    return ""


def pdf_of(document: bytes) -> bytes:
    """The PDF of a .docx. OutputError without LibreOffice; RenderError when it fails, or takes longer than TIMEOUT seconds."""
    content, said = _converted(find_office(), document, ".docx", _FILTER, ".pdf")
    if content is None:
        raise RenderError(f"LibreOffice 没有转成 PDF{_quoted(said)}", hint=_INSTEAD)
    if not content.startswith(b"%PDF") or not _PAGE.search(plain_objects(content)):
        raise RenderError("LibreOffice 转出的 PDF 是坏的或者没有一页，没有保存", hint=_INSTEAD)
    return content


def word_of(document: bytes, ending: str) -> bytes:
    """The .docx of a document of another kind, told by its ending (.doc, .wps, .odt, .rtf): no macro runs, none is kept.

    SourceError without LibreOffice, or where it can make nothing of it.
    """
    hint = "请报送的单位用 Word 或 WPS 打开，另存为 .docx 再交"
    office = _found()
    if not office:
        said = f"这是 {ending} 文件，要用 LibreOffice 转成 .docx 才能读，这台电脑上没有"
        raise SourceError(said, hint=f"安装 LibreOffice（免费，www.libreoffice.org）；或者{hint}")
    try:
        content, _ = _converted(office, document, ending, _WORD_FILTER, ".docx")
    except RenderError as error:
        raise SourceError(f"这是 {ending} 文件，{error.message}", hint=hint) from None
    if content is None or not content.startswith(b"PK"):
        raise SourceError(f"这是 {ending} 文件，LibreOffice 转不成 .docx：可能坏了，或者不是文档", hint=hint)
    return content


def _converted(office: str, document: bytes, ending: str, kind: str, into: str) -> tuple[bytes | None, str]:
    """What LibreOffice makes of a document, None where that is nothing, and what it said."""
    # Windows keeps hold of files for a while after a program was stopped.
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "made").mkdir()
        source = folder / f"report{ending}"
        source.write_bytes(document)
        # With the user's own profile a LibreOffice that is open would take the job and say nothing.
        profile = f"-env:UserInstallation={_profile_in(folder).as_uri()}"
        options = [
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "made"),
        ]
        said = _run([*_offline(), office, profile, *options, str(source)])
        made = folder / "made" / f"report{into}"
        return (made.read_bytes() if made.is_file() else None), said


def _profile_in(folder: Path) -> Path:
    """A profile that says what LibreOffice must not do."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n',
        encoding="utf-8",
    )
    return profile


def _offline() -> list[str]:
    """What goes in front of the command so that it has no network at all; nothing where this system cannot do that."""
    unshare = shutil.which("unshare") if sys.platform == "linux" else None
    if unshare is None:
        return []
    prefix = [unshare, "--map-root-user", "--net"]
    try:
        tried = subprocess.run([*prefix, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        return []
    return prefix if tried.returncode == 0 else []


def _surroundings() -> dict[str, str]:
    """The environment of the program: whatever asks for a proxy gets one where nobody answers."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in (*_PROXIES, "no_proxy")}
    address = f"http://{_NOWHERE}:{_NO_PORT}"
    return kept | {spelt: address for name in _PROXIES for spelt in (name, name.upper())} | {"no_proxy": "", "NO_PROXY": ""}


def _within_bounds() -> None:
    """Runs in the new process before the program does: it may take so much and no more."""
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CPU, 2 * TIMEOUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def plain_objects(content: bytes) -> bytes:
    """A PDF with the objects readable that it keeps compressed."""
    parts = [content]
    for found in _OBJECTS.finditer(content):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(found[1]))
    return b"\n".join(parts)


def _usual_places() -> list[Path]:
    if sys.platform == "win32":
        return [Path(os.environ[name], "LibreOffice", "program", "soffice.com") for name in _WINDOWS if name in os.environ]
    return [Path(place) for place in _USUAL]


def _run(command: list[str]) -> str:
    """What the program said. It starts others, which have to be stopped with it."""
    try:
        started = subprocess.Popen(  # noqa: S603 - the program was found above, the arguments are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=_surroundings(),
            preexec_fn=None if sys.platform == "win32" else _within_bounds,
        )
    except OSError as error:
        raise RenderError(f"LibreOffice 启动不了（{error.strerror or error}）", hint=_INSTEAD) from None
    with started as process:
        try:
            output, _ = process.communicate(timeout=TIMEOUT)
        except BaseException as error:
            _stop(process)
            if isinstance(error, subprocess.TimeoutExpired):
                hint = f"关掉正在运行的 LibreOffice 再试一次；{_INSTEAD}"
                raise RenderError(f"LibreOffice 用了 {TIMEOUT} 秒还没有转好，已停止", hint=hint) from None
            raise
    said = output.decode(errors="replace").strip()
    if process.returncode:
        raise RenderError(f"LibreOffice 转换失败（退出码 {process.returncode}）{_quoted(said)}", hint=_INSTEAD)
    return said


def _stop(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        taskkill = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(taskkill, capture_output=True, check=False)  # noqa: S603 - the process that was started here
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _quoted(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip() and "javaldx" not in line]
    return f"，它说：{lines[-1][:200]}" if lines else ""
