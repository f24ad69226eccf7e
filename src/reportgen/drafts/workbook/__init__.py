"""The Excel file of a draft: read, edited in its XML, what its notes say.

May import what drafts may; what openpyxl draws stands in a room of its own.
"""
