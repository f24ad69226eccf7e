"""One function per command: calls the rooms below in turn and returns nouns; prints nothing.

May import every room below `cli`.
"""
