"""Two versions side by side: as text, JSON, a page.

May import what show may; show's other files do not need it.
"""
