"""The numbers that a text states: what each one counts, and whether the tables say the same.

May import what rules may; the kinds of claims are here, the wordings in a pack's prose.yaml.
"""
