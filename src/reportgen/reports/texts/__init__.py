"""The text of a draft: which file it is, and how one that is written in Word is read.

May import what reports may.
"""
