"""The two files of a draft, each with its room: workbook and narrative.

May import packs and all below, and nothing of word.
"""
