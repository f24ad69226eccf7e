"""Word documents: one reader of the package, its names, outline, looks, comments and record.

May import packs and all below. Inside, blank stands on template, both on redline and layout, all on the files of this room.
"""
