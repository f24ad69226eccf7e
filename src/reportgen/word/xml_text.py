"""Text as it stands in XML. `xml.sax.saxutils` does the same and loads the network for it: ssl, http, a tenth of a build."""

from __future__ import annotations

# A line break in an attribute would be read as a blank.
_IN_ATTRIBUTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def escape(text: str) -> str:
    """Text for between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return f'"{escape(text).translate(_IN_ATTRIBUTES)}"'
