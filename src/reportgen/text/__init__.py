"""Chinese prose as text: ordinals, passages, quantities, edits, pairing.

May import model only.
"""
