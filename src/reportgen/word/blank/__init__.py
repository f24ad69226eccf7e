"""A form as published, made into a template: its tables found, its cells tagged.

May import template, layout and what word may.
"""
