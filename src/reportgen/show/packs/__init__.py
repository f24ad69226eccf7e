"""Formats and their packs, shown to those who choose and keep them: tables and names, keys, what changed, what a check of one found.

May import what show may.
"""
