"""Which cell is wrong: where identities fail, the typed cells that explain it, or the formula, or the text that a sum left out.

May import: rules.check, drafts, model.
"""
