"""Pure functions from nouns to findings: what is wrong, for any form.

A rule reads no file, prints nothing and raises nothing for a person's mistake. May import reports and all below. All rules,
those of the doors too, stand in one table in catalog.py.
"""
