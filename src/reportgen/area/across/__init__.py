"""Across the agencies of an area: their sum, and each beside the others; pure functions, which open nothing.

May import: rules, recognise, text, model.
"""
