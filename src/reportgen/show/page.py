"""One self-contained page: its style and script are the only ones that run, and nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files

from ..model.report import Picture

_PARTS = files(__package__) / "static"
_PICTURE_KINDS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg"}


def page_part(name: str) -> str:
    """A style or script that ships with the program."""
    return (_PARTS / name).read_text(encoding="utf-8")


def page_html(title: str, style: str, script: str, body: str, *, description: str = "") -> str:
    """The whole page around `body`, which has to be escaped already; `title` and `description` are not."""
    scripts = f" script-src '{_hash(script)}';" if script else ""
    policy = f"default-src 'none'; img-src data:; style-src '{_hash(style)}';{scripts} base-uri 'none'; form-action 'none'"
    described = f'\n<meta name="description" content="{escape(description)}">' if description else ""
    running = f"<script>{script}</script>\n" if script else ""
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>{described}",
            f"<style>{style}</style>\n</head>\n<body>",
            body,
            f"{running}</body>\n</html>\n",
        )
    )


def picture_html(picture: Picture, words: str) -> str:
    """The picture as an element of the page itself, `words` instead of it; '' for a kind that browsers do not show."""
    kind = _PICTURE_KINDS.get(picture.extension.lower())
    if kind is None:
        return ""
    content = b64encode(picture.content).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="data:image/{kind};base64,{content}" alt="{escape(words)}" {size}>'


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
