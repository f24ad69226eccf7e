"""docxtpl's whole language: which templates need more of it than is compiled here, and docxtpl itself, bounded, for those.

May import what `word/template` builds its tags on (tags, syntax, allowed), not what stands on this room.
"""
