"""Nobody else gets in: each way that another site, another program or a wrong name could try is refused."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from served import Served, serving

from reportgen.web.app import application
from reportgen.web.desk import Desk
from reportgen.web.office import Office

DRAFT = "huaian-2024"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(EXAMPLES / DRAFT, folder / DRAFT)
    (folder.parent / "outside.txt").write_text("secret", encoding="utf-8")
    with serving(folder) as running:
        yield running


def test_the_first_address_gives_a_cookie_that_scripts_and_other_sites_do_not_see(served: Served) -> None:
    answer = served.ask(f"/?token={served.secret}", Cookie=None)
    assert answer.status == 303 and answer.headers["location"] == "/"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; ")[1:])
    assert served.ask("/?token=x", Cookie=None).status == 401


REFUSED = {
    "no cookie": ("/api/drafts", {"Cookie": None}, 401),
    "a guessed cookie": ("/api/drafts", {"Cookie": "reportgen-{port}=abc"}, 401),
    "a broken cookie": ("/api/drafts", {"Cookie": "=;;\x7f"}, 401),
    "another name for this machine": ("/api/drafts", {"Host": "evil.example:80"}, 403),
    "no port": ("/api/drafts", {"Host": "127.0.0.1"}, 403),
    "another site asks": ("/api/drafts", {"Sec_Fetch_Site": "cross-site"}, 403),
    "another origin reads": ("/api/drafts", {"Origin": "http://evil.example"}, 403),
    "the page itself": ("/", {"Cookie": None}, 401),
    "a file of it": ("/static/desk.js", {"Cookie": None}, 401),
}


@pytest.mark.parametrize(("path", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_who_is_not_the_page_reads_nothing(served: Served, path: str, headers: dict[str, str | None], status: int) -> None:
    known = {name: value and value.replace("{port}", str(served.port)) for name, value in headers.items()}
    assert served.ask(path, **known).status == status


FORMS = {
    "no origin": {"Origin": None},
    "another origin": {"Origin": "http://evil.example"},
    "a page of a file": {"Origin": "null"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "no cookie": {"Cookie": None},
}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_a_form_of_another_site_writes_nothing(served: Served, headers: dict[str, str | None]) -> None:
    body = {"cells": [{"ref": "disclosure.regulations.made", "was": "1", "now": "999"}]}
    assert served.ask("/api/save", body, draft=DRAFT, **headers).status in (401, 403)
    assert served.ask("/api/state", draft=DRAFT).said["figures"]["disclosure.regulations.made"]["text"] == "1"


OUTSIDE = ["..", "../..", "/etc", f"{DRAFT}/../..", f"{DRAFT}\0", ".reportgen", f"{DRAFT}/.reportgen", "没有"]


@pytest.mark.parametrize("draft", OUTSIDE)
def test_no_path_leads_out_of_the_folder(served: Served, draft: str) -> None:
    answer = served.ask("/api/state", draft=draft)
    assert answer.status == 400 and answer.said["message"]
    assert served.ask("/api/start/entry", draft=draft).status == 400
    made = served.ask("/api/start/new", {"agency": "甲县人民政府", "year": 2024, "folder": draft})
    assert made.status in (400, 409) or draft == "没有"


@pytest.mark.parametrize("named, status", [("../../outside", 400), ("..\0", 400), ("/etc", 400), ("../淮安市2023年报", 200)])
def test_last_years_report_is_named_inside_the_folder(served: Served, named: str, status: int) -> None:
    answer = served.ask("/api/look", {"values": [{"key": ["上年"], "was": "", "now": named}]}, draft=DRAFT)
    assert answer.status == status, answer.said
    assert status == 200 or "网页只读这个文件夹里的" in answer.said["message"]


LINKS = {
    "workbook.xlsx": ("state", None),
    "narrative.yaml": ("state", None),
    ".reportgen": ("save", {"cells": [{"ref": "disclosure.regulations.made", "was": "1", "now": "2"}]}),
    "图.pdf": ("document?name=%E5%9B%BE.pdf", None),
}


@pytest.mark.parametrize("name", LINKS)
def test_no_link_in_a_draft_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    drafts, outside = tmp_path / "年报", tmp_path / "别处"
    folder = Path(shutil.copytree(EXAMPLES / "huaian-2024", drafts / "甲"))
    shutil.copytree(folder, outside)
    target = {".reportgen": outside, "图.pdf": outside / "workbook.xlsx"}.get(name, outside / name)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)
    before = sorted(outside.iterdir())
    path, body = LINKS[name]
    with serving(drafts) as served:
        path, _, query = path.partition("?")
        answer = served.ask(f"/api/{path}?draft=%E7%94%B2&{query}", body)
    assert answer.status == 400 and "指到文件夹外面去了" in answer.said["message"]
    assert sorted(outside.iterdir()) == before


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd", "workbook.xlsx", "narrative.yaml", "..", ""])
def test_only_made_documents_are_given_out(served: Served, name: str) -> None:
    assert served.ask(f"/api/document?draft={DRAFT}&name={name}").status == 400


@pytest.mark.parametrize("name", ["..%2Fapp.py", "..%2F..%2F__init__.py", "index.html%00", "desk.map", "x.js"])
def test_only_the_pages_own_files_are_given_out(served: Served, name: str) -> None:
    assert served.ask(f"/static/{name}").status == 404


def test_what_is_too_much_is_refused_before_it_is_read(served: Served) -> None:
    assert served.ask("/api/save", raw=b"x" * 2_000_001, draft=DRAFT).status == 413
    answer = served.ask("/api/save", raw=b"{}", draft=DRAFT, Transfer_Encoding=None)
    assert answer.status == 200


BAD = {
    "no JSON": b"{",
    "another shape": b'{"cells": 5}',
    "more than is asked": b'{"cells": [], "secret": 1}',
    "a list too long": b'{"cells": [' + b",".join([b'{"ref":"a"}'] * 5001) + b"]}",
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_what_the_page_does_not_send_is_told_in_words(served: Served, raw: bytes) -> None:
    answer = served.ask("/api/save", raw=raw, draft=DRAFT)
    assert answer.status == 422 and answer.said["message"] == "网页送来的内容不合规定"


def test_a_file_goes_through_the_same_door_as_any_other(served: Served) -> None:
    boundary = "x"
    content = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="..\\..\\a.xlsx"\r\n\r\nno workbook\r\n--{boundary}--\r\n'
    ).encode()
    kind = f"multipart/form-data; boundary={boundary}"
    answer = served.ask("/api/upload/workbook", raw=content, draft=DRAFT, Content_Type=kind)
    assert answer.status == 400 and "Excel" in answer.said["message"] + answer.said["hint"]
    assert served.ask("/api/state", draft=DRAFT).said["errors"] == 0


def test_what_a_browser_may_load_is_told(served: Served) -> None:
    page = served.ask("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    preview = served.ask("/api/preview", draft=DRAFT).headers["content-security-policy"]
    assert preview.startswith("sandbox") and "script" not in preview
    for name in ("x-content-type-options", "referrer-policy", "cache-control"):
        assert name in page.headers


def test_the_page_asks_the_network_for_nothing() -> None:
    static = Path(__file__).resolve().parents[2] / "src" / "reportgen" / "web" / "static"
    for path in static.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text and "//cdn" not in text, path.name
        assert "innerHTML" not in text and "eval(" not in text, path.name


def test_whoever_leaves_while_saving_makes_no_error(tmp_path: Path) -> None:
    app = application(Office(Desk(tmp_path), lambda: None))
    scope = {"type": "http", "method": "POST", "path": "/save", "raw_path": b"/save", "query_string": b"", "root_path": ""}
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, str]) -> None:
        sent.append(message["type"])

    asyncio.run(app({**scope, "headers": [], "http_version": "1.1"}, receive, send))  # type: ignore[arg-type]
    assert sent[0] == "http.response.start"


def test_the_page_asks_for_all_its_modules_at_once() -> None:
    """A module that is found only in another one is asked for when that one is there: each such step makes the start longer."""
    static = ROOT / "src" / "reportgen" / "web" / "static"
    asked = re.findall(r'href="/static/(\w+\.js)"', (static / "index.html").read_text(encoding="utf-8"))
    assert sorted([*asked, "desk.js"]) == sorted(path.name for path in static.glob("*.js"))
