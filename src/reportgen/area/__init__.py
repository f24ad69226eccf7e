"""The desk of an authority: many agencies at once, each report by the tasks below it.

May import every room below `web`; only `cli` imports it.
"""
