"""A whole and its parts as the prose lists them: behind it, before it, in clauses of their own. May import what arithmetic may."""
