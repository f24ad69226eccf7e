"""Which cell is wrong: where identities fail, the typed cells that explain it, or the formula, or the text that a sum left out; figures that are hardly so though all adds up.

May import: rules.check, drafts, model, recognise.
"""
