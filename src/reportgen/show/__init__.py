"""Nouns as text, page, JSON, SARIF, Markdown; decides nothing.

May import compare and all below; nothing here opens a person's file.
"""
