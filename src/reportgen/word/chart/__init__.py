"""Charts in a Word document: their drawing, their parts, the workbook behind them.

May import what word may.
"""
