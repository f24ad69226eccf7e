"""reportgen: a statutory yearly report from a workbook and a narrative to a conformant document."""

__version__ = "0.6.0"
