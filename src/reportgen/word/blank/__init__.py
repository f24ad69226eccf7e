"""A form as published, made into a template: its tables found, its cells tagged; and the blank text that a new draft starts from.

May import template, layout and what word may.
"""
