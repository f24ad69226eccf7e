"""Workbooks drawn with openpyxl: blank and filled ones, sums, two years, the copy with the findings in comments.

May import what drafts may.
"""
