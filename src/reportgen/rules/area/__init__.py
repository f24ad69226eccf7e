"""Many agencies: what is said of their sum, of their likeness to each other, and of which files are whose.

May import as every file of `rules`.
"""
