"""reportgen: 政府信息公开工作年度报告 from a workbook and a narrative to a conformant document."""

__version__ = "0.6.0"
