"""Each number of the prose tied to the figures it may be meant for: one by one, then by the others beside it. May import what rules may."""
