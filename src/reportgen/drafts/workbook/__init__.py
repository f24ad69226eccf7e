"""The Excel file of a draft: read, edited, made new, marked with comments.

May import what drafts may; openpyxl writes, our own reader reads.
"""
