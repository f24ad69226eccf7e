"""A pack's Word template: drawn, read, checked, compiled once and rendered many times.

May import layout and what word may.
"""
