"""The nouns of an area: its register, what was handed in, the sum of it.

May import `model`, as every file here.
"""
