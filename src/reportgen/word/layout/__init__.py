"""What GB/T 9704—2012 asks of a template's pages, text and tables.

May import what word may.
"""
