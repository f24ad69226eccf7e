"""Rules: pure functions from nouns to findings."""
