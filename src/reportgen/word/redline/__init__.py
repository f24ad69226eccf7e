"""Two Word documents as one with tracked changes.

May import what word may.
"""
