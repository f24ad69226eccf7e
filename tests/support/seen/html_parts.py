"""A page of HTML taken apart, for tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input", "col"}


class TakenApart(HTMLParser):
    """A page taken apart: its elements with their text, and whether every one that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.inside: list[list[str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attributes), list[str]())
        self.elements.append(element)
        self.inside.append([name for name, _, _ in self.open])
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop()[0] == tag

    def handle_data(self, text: str) -> None:
        for _, _, texts in self.open:
            texts.append(text)

    @property
    def ids(self) -> list[str]:
        return [str(found["id"]) for _, found, _ in self.elements if "id" in found]
