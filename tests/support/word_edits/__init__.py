"""Edits of built documents as people make them in Word, each with what a reader sees changed."""
