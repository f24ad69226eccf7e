"""A form's tables, headings and title found in the outline of any document.

May import text and model; opens no file.
"""
