"""Copies of what stands in the old document, fit to stand in the new one: styles, lists, pictures and notes come along."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from ...files.xml import whole
from ..body import value_of
from ..looks import Looks
from ..names import DRAWING_PROPERTIES, ID, PARAGRAPH_CHANGE, PPR, RELATIONS, RPR, RUN_CHANGE, SECTION, VAL, W
from ..package import Package
from .looks import SeenLooks, list_shapes

_STYLES = {W + "pStyle": "paragraph", W + "rStyle": "character", W + "tblStyle": "table"}
_SPLIT_OFF = (RPR, SECTION, PARAGRAPH_CHANGE)
_NOTES = {W + "footnoteReference": ("footnotes", W + "footnote"), W + "endnoteReference": ("endnotes", W + "endnote")}


class Carrier:
    """Takes things from one part of the old package to one part of the new."""

    def __init__(self, old: Package, new: Package, old_part: str, new_part: str, shared: Definitions) -> None:
        self.old, self.new = old, new
        self.old_part, self.new_part = old_part, new_part
        self.shared = shared

    def paragraph_properties(self, properties: etree._Element | None) -> etree._Element:
        """A copy of the settings of a paragraph, without those of its end and of a section."""
        return self._settings(properties, PPR)

    def run_properties(self, properties: etree._Element | None) -> etree._Element:
        """A copy of the settings of a run."""
        return self._settings(properties, RPR)

    def _settings(self, properties: etree._Element | None, tag: str) -> etree._Element:
        copy = etree.Element(tag)
        for one in properties if properties is not None else ():
            if one.tag in _SPLIT_OFF or one.tag == RUN_CHANGE or not str(one.tag).startswith(W):
                continue
            setting = deepcopy(one)
            if one.tag in _STYLES:
                style = self.shared.style(str(one.get(VAL)), _STYLES[str(one.tag)])
                if not style:
                    continue
                setting.set(VAL, style)
            elif one.tag == W + "numPr" and not self.shared.mend_list(setting):
                continue
            copy.append(setting)
        return copy

    def content(self, node: etree._Element) -> etree._Element | None:
        """A copy of what a paragraph holds; None when it shows something that its own package lacks."""
        copy = deepcopy(node)
        copy.tail = None
        for one in copy.iter(etree.Element):
            for name in list(one.attrib):
                if str(name).startswith(RELATIONS):
                    number = self.relation(str(one.get(name)))
                    if not number:
                        return None
                    one.set(name, number)
                elif "microsoft.com/office/word/20" in str(name) or str(name).startswith(W + "rsid"):
                    del one.attrib[name]  # numbers that must not stand twice
            if one.tag == DRAWING_PROPERTIES:
                one.set("id", str(self.shared.picture_number()))
            elif one.tag in _NOTES:
                number = self._note(one)
                if not number:
                    return None
                one.set(ID, number)
            elif one.tag in _STYLES:
                one.set(VAL, self.shared.style(str(one.get(VAL)), _STYLES[str(one.tag)]))
        return copy

    def relation(self, number: str) -> str:
        """The id in the new part of what the old part refers to under `number`; '' when it leads nowhere."""
        relation = self.old.relations(self.old_part).get(number)
        if relation is None or not (relation.external or relation.target in self.old.files):
            return ""
        if not relation.external:
            relation = relation._replace(target=self.new.take(self.old, relation.target))
        return self.new.relate(self.new_part, relation)

    def _note(self, reference: etree._Element) -> str:
        """The number in the new document of a note of the old one, which is copied."""
        kind, tag = _NOTES[str(reference.tag)]
        number = str(reference.get(ID))
        if not self.new.related(self.new_part, kind):
            self.new.take_as_is(self.old, kind)
            return number
        notes = self.new.tree(self.new.related(self.new_part, kind))
        source = self.old.tree(self.old.related(self.old_part, kind))
        note = next((one for one in (source if source is not None else ()) if one.get(ID) == number), None)
        if note is None or notes is None:
            return ""
        copy = deepcopy(note)
        for linked in list(copy.iter(W + "hyperlink", W + "drawing", W + "pict")):
            linked.tag = W + "smartTag" if linked.tag == W + "hyperlink" else W + "softHyphen"
            linked.attrib.clear()
        taken = {str(one.get(ID)) for one in notes.iterchildren(tag)}
        fresh = next(str(count) for count in range(1, len(taken) + 2) if str(count) not in taken)
        copy.set(ID, fresh)
        notes.append(copy)
        self.new.changed(self.new.related(self.new_part, kind))
        return fresh


class Definitions:
    """What all parts of a document share: its styles and lists. Those of the old one are found, or brought, in the new one."""

    def __init__(self, old: Package, new: Package) -> None:
        self.old, self.new = old, new
        self.old_looks, self.new_looks = _looks(old), _looks(new)
        self._styles: dict[tuple[str, str], str] = {}
        self._lists: dict[str, str] = {}
        self._pictures = 0

    def picture_number(self) -> int:
        """A number for a picture which no other one has."""
        if not self._pictures:
            numbers = [str(one.get("id", "0")) for one in self.new.document.iter(DRAWING_PROPERTIES)]
            self._pictures = max(map(whole, numbers), default=0)
        self._pictures += 1
        return self._pictures

    def style(self, style: str, kind: str) -> str:
        """The new document's id for a style of the old one: that of the same name, else a copy; '' when there is no such."""
        key = (style, kind)
        if key not in self._styles:
            self._styles[key] = self._same_name(style, kind) or self._copy_style(style, kind)
        return self._styles[key]

    def _same_name(self, style: str, kind: str) -> str:
        name = self.old_looks.name(style)
        found = (
            one
            for one, element in self.new_looks.styles.items()
            if element.get(W + "type", "paragraph") == kind and self.new_looks.name(one) == name
        )
        return next(found, "")

    def _copy_style(self, style: str, kind: str) -> str:
        element = self.old_looks.styles.get(style)
        part = self.new.related(self.new.main, "styles")
        styles = self.new.tree(part) if part else None
        if element is None or styles is None:
            return ""
        copy = deepcopy(element)
        known = self.new_looks.styles
        fresh = (
            style if style not in known else next(one for n in range(len(known) + 1) if (one := f"{style}Old{n}") not in known)
        )
        self._styles[style, kind] = fresh  # before the style it is based on, which may be based on this one
        copy.set(W + "styleId", fresh)
        copy.attrib.pop(W + "default", "")
        for name in ("next", "link"):
            for other in copy.findall(W + name):
                copy.remove(other)
        base = copy.find(W + "basedOn")
        if base is not None:
            above = self.style(str(base.get(VAL)), kind)
            if above:
                base.set(VAL, above)
            else:
                copy.remove(base)
        settings = copy.find(PPR)
        numbered = settings.find(W + "numPr") if settings is not None else None
        if settings is not None and numbered is not None and not self.mend_list(numbered):
            settings.remove(numbered)
        styles.append(copy)
        known[fresh] = copy
        self.new.changed(part)
        return fresh

    def mend_list(self, numbered: etree._Element) -> bool:
        """Let a copied list setting name the list of the new document; False when there is none to name."""
        named = numbered.find(W + "numId")
        if named is None or named.get(VAL) == "0":
            return True
        number = str(named.get(VAL))
        if number not in self._lists:
            self._lists[number] = self._list(number)
        named.set(VAL, self._lists[number])
        return bool(self._lists[number])

    def _list(self, number: str) -> str:
        old, new = self.old.beside("numbering"), self.new.beside("numbering")
        shape = list_shapes(old).get(number)
        if old is None or shape is None:
            return ""
        if new is None:
            self.new.take_as_is(self.old, "numbering")
            return number
        shapes = list_shapes(new)
        if shapes.get(number) == shape:
            return number
        return next((one for one, other in shapes.items() if other == shape), None) or self._copy_list(old, new, number)

    def _copy_list(self, old: etree._Element, new: etree._Element, number: str) -> str:
        source = next(one for one in old.iterchildren(W + "num") if one.get(W + "numId") == number)
        link = value_of(source, "abstractNumId")
        abstract = next((one for one in old.iterchildren(W + "abstractNum") if one.get(W + "abstractNumId") == link), None)
        if abstract is None:
            return ""
        copy, entry = deepcopy(abstract), etree.Element(W + "num")
        for name in ("nsid", "tmpl", "styleLink", "numStyleLink"):
            for one in copy.findall(W + name):
                copy.remove(one)
        for level in copy.iter(W + "lvl"):
            for one in [*level.findall(W + "pStyle"), *level.findall(W + "lvlPicBulletId")]:
                level.remove(one)
        taken = [str(one.get(W + "abstractNumId")) for one in new.iterchildren(W + "abstractNum")]
        fresh = str(1 + max(map(whole, taken), default=0))
        copy.set(W + "abstractNumId", fresh)
        number = str(1 + max(map(whole, list_shapes(new)), default=0))
        entry.set(W + "numId", number)
        etree.SubElement(entry, W + "abstractNumId", {VAL: fresh})
        last = next(reversed(list(new.iterchildren(W + "abstractNum"))), None)
        if last is None:
            new.insert(0, copy)
        else:
            last.addnext(copy)
        lists = list(new.iterchildren(W + "num"))
        (lists[-1] if lists else copy).addnext(entry)
        self.new.changed(self.new.related(self.new.main, "numbering"))
        return number


def _looks(package: Package) -> SeenLooks:
    return SeenLooks(Looks(package.beside("styles"), package.beside("theme")), package.beside("numbering"))
