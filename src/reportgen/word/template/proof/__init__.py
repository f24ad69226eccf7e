"""The proof that a template prints what it must: marks are printed and found again, and settle what the check was in doubt of.

May import what the template room is made of, but for what stands on the proof: check, compiled, document.
"""
