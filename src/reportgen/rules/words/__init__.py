"""How a text is spelt: wrong words, names and titles that are not quoted as they are, what is written twice or lost.

May import what rules may; the words are in the packs' words.yaml and in an office's own.
"""
