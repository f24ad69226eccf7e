"""What a template prints by itself, as patterns to read it back by: as its lines are written, or as they come out where that alone shows it.

A macro, a name of the template's own, a condition within a line: what they print is seen when the template is
rendered, with each name of a report put in as the tag that prints it. What comes out is a template once more, without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..model.errors import ReportgenError
from ..model.outline import Outline
from ..packs.folders import is_shipped
from ..packs.pack import Pack
from ..word.letterhead.lines import PrintedLine, by_name, is_sure, lines_of, rows_alike, template_texts, texts_in
from ..word.outline import outline_of
from ..word.template.compiled import compile_template
from ..word.template.engine import CompiledTemplate, rendered
from ..word.template.full.values import context, passages_of, plain_block


def printed_lines(pack: Pack) -> tuple[PrintedLine, ...]:
    """What a pack's template prints by itself, from top to bottom; nothing where it cannot be read, or came with the program."""
    return () if is_shipped(pack.folder) else pack.once(_printed_lines)


def _printed_lines(pack: Pack) -> tuple[PrintedLine, ...]:
    texts = template_texts(pack)
    found = list(lines_of(texts, pack.form))
    if not all(map(is_sure, texts)):
        written = frozenset(map(str.strip, texts))
        for printed in _as_printed(pack):
            known = {_pattern(one) for one in found}
            # Words that the template does not have, and no name: what came of a sum, or of a text that is no tag.
            sure = [text if "{{" in text or text.strip() in written else "" for text in printed]
            found += [one for one in lines_of(sure, pack.form) if _pattern(one) not in known]
    return (*found, *by_name(pack.form)) if texts else ()


def printed_rows(pack: Pack) -> frozenset[str]:
    """The rows of the tables of a template's own that are the same in every report, also those that docxtpl makes of loops."""
    return frozenset() if is_shipped(pack.folder) else pack.once(_printed_rows)


def _printed_rows(pack: Pack) -> frozenset[str]:
    if all(map(is_sure, template_texts(pack))):
        return frozenset()  # its lines tell
    try:
        return frozenset(row for outline in _outlines_of(pack) for row in rows_alike(outline))
    except ReportgenError:
        return frozenset()


def _pattern(one: PrintedLine) -> tuple[object, ...]:
    return one.region, one.loose.pattern, one.names, one.of_pictures


def _as_printed(pack: Pack) -> Iterator[tuple[str, ...]]:
    """The lines of a document in each of the ways that the template prints it, with a tag where it prints a name."""
    try:
        yield from map(texts_in, _outlines_of(pack))
    except ReportgenError:
        return  # whoever builds with the template says what is wrong with it


def _outlines_of(pack: Pack) -> Iterator[Outline]:
    compiled = compile_template(pack)
    for values in ways_of(compiled):
        yield outline_of(rendered(compiled, values)[compiled.main], compiled.path)


def ways_of(compiled: CompiledTemplate) -> Iterable[dict[str, Any]]:
    """Values that print themselves as tags: of a report that has everything, of one signed shorter or longer, of those without a field."""
    form = compiled.form
    values = context(
        {ref: f"{{{{ {ref} }}}}" for ref in form.figures},
        {name: [plain_block("text", "{{ block.text }}")] for name in passages_of(form)},
        mark=False,
        title=["{{ line }}"],
        signature="{{ signature }}",
        date="{{ date }}",
        agency="{{ 机关 }}",
        year="{{ 年份 }}",
        fields={one.id: f"{{{{ fields.{one.id} }}}}" for one in form.fields},
        contact={name: f"{{{{ contact.{name} }}}}" for name in form.contact},
        looks=compiled.block_looks,
    )
    yield values
    yield {**values, "signature_wide": not values["signature_wide"]}
    for one in form.fields:
        if not one.required:
            yield {**values, "fields": {**values["fields"], one.id: ""}}
