"""Takes the tracked changes that a document brings along as accepted, before it is compared."""

from __future__ import annotations

from lxml import etree

from ..names import (
    CELL_MERGED,
    DELETED,
    INSERTED,
    MERGE,
    MOVED_FROM,
    MOVED_TO,
    PPR,
    RPR,
    SPACE,
    SPAN,
    TBL,
    TC,
    TCPR,
    TR,
    TRPR,
    VAL,
    P,
    R,
    W,
)

_GONE, _KEPT = (DELETED, MOVED_FROM), (INSERTED, MOVED_TO)
_FORMER = tuple(
    W + name
    for name in (
        "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange",
        "tblGridChange", "numberingChange", "cellIns", "cellMerge",
    )
)  # fmt: skip
_RANGES = tuple(
    W + name + end
    for name in ("moveFromRange", "moveToRange", "customXmlInsRange", "customXmlDelRange", "customXmlMoveFromRange",
                 "customXmlMoveToRange")
    for end in ("Start", "End")
)  # fmt: skip
_PROPERTIES = (RPR, TRPR, W + "numPr")


def settle(root: etree._Element) -> bool:
    """Accept every tracked change below `root`; whether there was one.

    Simple fields become runs on the way, which changes in them can be marked in.
    """
    for field in list(root.iter(W + "fldSimple")):
        _spell_out(field)
    if next(root.iter(*_GONE, *_KEPT, *_FORMER, W + "cellDel"), None) is None:
        return False
    ended = [paragraph for paragraph in root.iter(P) if any(_end_mark(paragraph, tag) is not None for tag in _GONE)]
    for merged in root.iter(CELL_MERGED):
        _merge(merged)
    for former in list(root.iter(*_FORMER, *_RANGES)):
        _drop(former)
    for row in [one for one in root.iter(TR) if one.find(f"{TRPR}/{DELETED}") is not None]:
        _drop(row)
    for cell in [one for one in root.iter(TC) if one.find(f"{TCPR}/{W}cellDel") is not None]:
        _drop(cell)
    for hollow in [one for one in root.iter(TR) if next(one.iter(TC), None) is None]:
        _drop(hollow)
    for hollow in [one for one in root.iter(TBL) if next(one.iter(TR), None) is None]:
        _drop(hollow)
    for gone in list(root.iter(*_GONE)):
        _drop(gone)
    for kept in list(root.iter(*_KEPT)):
        _unwrap(kept)
    for paragraph in ended:
        _join_to_next(paragraph)
    return True


def _merge(change: etree._Element) -> None:
    """Say as a plain setting how a cell is merged after a tracked change of that."""
    properties, merged = change.getparent(), change.get(W + "vMerge")
    if properties is None or merged is None:
        return
    for setting in properties.findall(MERGE):
        properties.remove(setting)
    before = [one for one in properties if one.tag in (W + "cnfStyle", W + "tcW", SPAN, W + "hMerge")]
    properties.insert(
        properties.index(before[-1]) + 1 if before else 0,
        etree.Element(MERGE, {VAL: "continue" if merged == "cont" else "restart"}),
    )


def _end_mark(paragraph: etree._Element, tag: str) -> etree._Element | None:
    return paragraph.find(f"{PPR}/{RPR}/{tag}")


def _join_to_next(paragraph: etree._Element) -> None:
    """What is left of a paragraph whose end was deleted goes to the head of the next one."""
    if paragraph.getparent() is None:
        return
    content = [one for one in paragraph if one.tag != PPR]
    following = next(paragraph.itersiblings(P, TBL), None)
    if following is not None and following.tag == P:
        properties = following.find(PPR)
        at = 0 if properties is None else following.index(properties) + 1
        following[at:at] = content
        _drop(paragraph)
    elif following is not None and not any(True for one in content if next(one.iter(R), None) is not None):
        _drop(paragraph)


def _spell_out(field: etree._Element) -> None:
    """A simple field as the runs of a complex one."""

    def run(name: str, **attributes: str) -> etree._Element:
        element = etree.Element(R)
        etree.SubElement(element, W + name, {W + key: value for key, value in attributes.items()})
        return element

    instruction = run("instrText")
    instruction[0].text = str(field.get(W + "instr", ""))
    instruction[0].set(SPACE, "preserve")
    result = [one for one in field if one.tag != W + "fldData"]
    first, middle, last = (run("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    for node in (first, instruction, middle, *result, last):
        field.addprevious(node)
    _drop(field)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag not in _PROPERTIES:
        for child in list(element):
            element.addprevious(child)
    _drop(element)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
