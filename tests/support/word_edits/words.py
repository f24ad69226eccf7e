"""Edits of the text: words and signs, headings, paragraphs that are split, merged, moved and deleted."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from .document import RPR, RUN, Doc, Element, Recipe, Texts, W, cut, inside, new_paragraph, set_text, text_of


def words_changed(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = doc.chance.randrange(4, len(old) - 6)
    set_text(one, old[:at] + "经核实的" + old[at + doc.chance.randrange(0, 4) :])
    return old, text_of(one)


def sign_changed(doc: Doc) -> Texts | None:
    """One sign of a sentence, as 。 for ；."""
    one = doc.prose()
    old = text_of(one)
    at = [at for at, sign in enumerate(old) if sign in "，；"]
    if not at:
        return None
    place = doc.chance.choice(at)
    set_text(one, f"{old[:place]}。{old[place + 1 :]}")
    return old, text_of(one)


def number_changed(doc: Doc) -> Texts | None:
    found = [one for one in doc.lines(40, style="BodyText") if any(sign.isdigit() for sign in text_of(one))]
    one = doc.chance.choice(found)
    old = text_of(one)
    at = doc.chance.choice([at for at, sign in enumerate(old) if sign.isdigit()])
    set_text(one, old[:at] + str((int(old[at]) + 3) % 10) + old[at + 1 :])
    return old, text_of(one)


def words_over_runs(doc: Doc) -> Texts:
    """A word typed between two runs, in bold."""
    one = doc.prose()
    old = text_of(one)
    run, _ = cut(one, inside(doc, one))
    added = deepcopy(run)
    set_text(added, "（含派出机构）")
    look = added.find(RPR)
    look.append(etree.Element(W + "b"))
    run.addnext(added)
    return old, text_of(one)


def signature_changed(doc: Doc) -> Texts:
    one = doc.lines()[-doc.chance.choice((1, 2))]
    old = text_of(one)
    set_text(one, f"{old[:-1]}2{old[-1]}")
    return old, text_of(one)


def title_changed(doc: Doc) -> Texts:
    one = doc.lines()[0]
    old = text_of(one)
    set_text(one, f"{old}本级")
    return old, text_of(one)


def heading_renamed(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    set_text(one, f"{old[:2]}有关情况的综合说明")
    return old, text_of(one)


def heading_reworded(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    set_text(one, f"{old}说明")
    return old, text_of(one)


def heading_deleted(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    following = one.getnext()
    one.getparent().remove(one)
    return old, text_of(following)


def small_heading_renamed(doc: Doc) -> Texts | None:
    found = doc.headings(2)
    if not found:
        return None
    one = doc.chance.choice(found)
    old = text_of(one)
    set_text(one, f"{old[:3]}有关工作")
    return old, text_of(one)


def paragraph_split(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    one.addnext(new_paragraph(one, old[at:]))
    set_text(one, old[:at])
    return old, old[:at], old[at:]


def paragraphs_merged(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    other = one.getnext()
    texts = text_of(one), text_of(other)
    set_text(one, "".join(texts))
    other.getparent().remove(other)
    return (*texts, "".join(texts))


def neighbours(doc: Doc) -> list[Element]:
    """Paragraphs of prose with another one right behind."""
    prose = [one for one in doc.lines(30, style="BodyText") if len(one.findall(RUN)) == 1]
    return [one for one in prose if one.getnext() in prose]


def paragraph_moved(doc: Doc) -> Texts | None:
    prose = doc.lines(40, style="BodyText")
    one, other = doc.chance.sample(prose, 2)
    if one.getnext() is other or other.getnext() is one:
        return None
    other.addnext(one)
    return (text_of(one),)


def paragraphs_swapped(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    texts = text_of(one), text_of(one.getnext())
    one.getnext().addnext(one)
    return texts


def paragraph_deleted(doc: Doc) -> Texts:
    one = doc.prose()
    one.getparent().remove(one)
    return (text_of(one),)


def paragraph_inserted(doc: Doc) -> Texts:
    one = doc.prose()
    text = doc.chance.choice(("组织全市业务培训3场，参训320人次。", "无。", "此项工作按计划推进。"))
    one.addnext(new_paragraph(one, text))
    return (text,)


def sentence_moved(doc: Doc) -> Texts | None:
    prose = [one for one in doc.lines(40, style="BodyText") if text_of(one).count("。") > 1]
    if len(prose) < 2:
        return None
    one, other = doc.chance.sample(prose, 2)
    before = text_of(one), text_of(other)
    at = before[0].rstrip("。").rindex("。") + 1
    set_text(one, before[0][:at])
    set_text(other, before[1] + before[0][at:])
    return (*before, text_of(one), text_of(other))


def struck(doc: Doc) -> Texts:
    return _set_apart(doc, "strike")


def hidden(doc: Doc) -> Texts:
    return _set_apart(doc, "vanish")


def _set_apart(doc: Doc, name: str) -> Texts:
    one = doc.prose()
    old = text_of(one)
    run, _ = cut(one, inside(doc, one))
    run.find(RPR).append(etree.Element(W + name))
    return old, text_of(run)


def symbol_added(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    _, second = cut(one, inside(doc, one))
    run = etree.Element(RUN)
    etree.SubElement(run, W + "sym", {W + "font": "Wingdings", W + "char": "F0FE"})
    second.addprevious(run)
    return old, "☒", "\uf0fe"


RECIPES: tuple[Recipe, ...] = (
    *(Recipe("字句", edit, times) for edit, times in ((words_changed, 4), (sign_changed, 2), (number_changed, 3),
      (words_over_runs, 2), (signature_changed, 2), (title_changed, 1), (sentence_moved, 2))),
    *(Recipe("标题", edit, 2) for edit in (heading_renamed, heading_reworded, heading_deleted, small_heading_renamed)),
    *(Recipe("段", edit, 3) for edit in (paragraph_split, paragraphs_merged, paragraph_moved, paragraphs_swapped,
      paragraph_deleted, paragraph_inserted)),
    *(Recipe("修订", edit, 1) for edit in (struck, hidden, symbol_added)),
)  # fmt: skip
