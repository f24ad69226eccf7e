"""版头 and 版记: drawn in a template, told from the report in any document, and read back with whatever else a template prints by itself.

May import what word may.
"""
