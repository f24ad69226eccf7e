"""Two versions of a report against each other: what changed, what that affects, years, the driver for git.

May import rules, reports and all below.
"""
