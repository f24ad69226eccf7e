"""What a report says in lines of its own: fields that a pack declares, and the 版头 and 版记 in which they stand."""

import re
from typing import Literal, NamedTuple

FieldKind = Literal["text", "date", "number"]
_NAMED = re.compile(r"\{\{\s*(机关|年份)\s*\}\}")
# A text of so many characters at most is held against a pattern: each of its gaps may end anywhere.
LONGEST_FITTING = 120


class Field(NamedTuple):
    """What a report of this form says in a line of its own, besides title, text and tables: 发文字号, 签发人, 抄送.

    `pattern` is what its text must look like: `#` stands for digits, `*` for any text, all else for itself. `default` is
    what a new draft has there, and may name the agency and the year; `note` is for who fills it in.
    """

    id: str
    name: str
    kind: FieldKind = "text"
    required: bool = False
    pattern: str = ""
    default: str = ""
    note: str = ""

    @property
    def expression(self) -> str:
        """A regular expression for what its text may be, the whole of it; '' where anything is right."""
        if self.kind == "date":
            return r"(?:19|20)\d{2}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日"
        if not self.pattern:
            return r"-?\d+(?:\.\d+)?" if self.kind == "number" else ""
        # So written it takes no longer than the text times the number of its gaps.
        return "".join({"#": r"\d+", "*": r".+?"}.get(part, re.escape(part)) for part in re.split("([#*])", self.pattern))

    def fits(self, text: str) -> bool:
        """Whether a text looks as it must; one that is longer than any line is not looked at for long."""
        return not self.expression or (len(text) <= LONGEST_FITTING and re.fullmatch(self.expression, text) is not None)

    @property
    def looks(self) -> str:
        """What its text must look like, in words; '' where anything is right."""
        if self.kind == "date":
            return "“2031年1月20日”的样子"
        sample = self.pattern.replace("〔#〕", "〔2031〕").replace("#", "5").replace("*", "某某")
        return f"“{sample}”的样子" if sample else "一个数" if self.kind == "number" else ""

    def default_of(self, agency: str, year: int) -> str:
        """What a new draft has here."""
        return named_in(self.default, agency, year)


class Letterhead(NamedTuple):
    """What a report has of 版头 and 版记 (GB/T 9704): the lines of 发文机关标志, and which of the form's fields stand where.

    Elements that a form does not have are ''. The day of printing, where no field gives it, is the report's date.
    """

    mark: tuple[str, ...] = ()
    mark_size: float = 0
    number: str = ""
    signer: str = ""
    copies: str = ""
    printer: str = ""
    printed: str = ""

    @property
    def has_imprint(self) -> bool:
        """Whether there is a 版记 below the report."""
        return bool(self.copies or self.printer)

    @property
    def fields(self) -> tuple[str, ...]:
        """The ids of the fields that stand in it."""
        return tuple(filter(None, (self.number, self.signer, self.copies, self.printer, self.printed)))


def field_advice(field: Field, head: Letterhead | None) -> tuple[str, ...]:
    """What somebody who fills in a field is to know, piece by piece: whether it must be, how it looks, where it is printed, its note."""
    where = ""
    if head and field.id in (head.number, head.signer):
        where = "印在版头"
    elif head and field.id in (head.copies, head.printer, head.printed):
        where = "印在版记"
    if head and field.id == head.printed and not field.required:
        where += "，不写则印落款的日期"
    told = ("必填" if field.required else "", field.looks and f"写成{field.looks}", where, field.note)
    return tuple(filter(None, told))


def named_in(text: str, agency: str, year: int | str) -> str:
    """A text of a pack with the agency and the year where it names them: {{ 机关 }}, {{ 年份 }}; other tags stay as they are."""
    named = {"机关": agency, "年份": str(year or "")}
    return _NAMED.sub(lambda tag: named[tag[1]], text)
