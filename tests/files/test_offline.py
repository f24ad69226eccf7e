"""LibreOffice turns a document into a PDF without fetching what the document links to."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reportgen.files import office
from reportgen.packs.load import find_pack

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PICTURE = (
    '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:50pt;height:50pt">'
    f'<v:imagedata xmlns:r="{OFFICE}" r:id="rX"/></v:shape></w:pict></w:r></w:p>'
)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server of our own, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - so it is called there

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("system", ["as it can", "without namespaces"])
def test_a_linked_picture_is_not_fetched(system: str, asked: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    if system == "without namespaces":
        monkeypatch.setattr(office, "_offline", list)
    address, paths = asked
    linked = io.BytesIO()
    with zipfile.ZipFile(find_pack("gov-disclosure-2021").template) as old, zipfile.ZipFile(linked, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                content = content.replace("<w:sectPr", f"{PICTURE}<w:sectPr", 1)
            elif name == "word/_rels/document.xml.rels":
                entry = f'<Relationship Id="rX" Type="{OFFICE}/image" Target="{address}/x.png" TargetMode="External"/>'
                content = content.replace("</Relationships>", f"{entry}</Relationships>")
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    assert office.pdf_of(linked.getvalue()).startswith(b"%PDF")
    assert paths == []
