"""Edits made in the finished document, taken over into the draft.

May import what compare may.
"""
