"""What may stand in a pack's format.yaml: the one declaration of it, by what it is about.

May import what packs may.
"""
