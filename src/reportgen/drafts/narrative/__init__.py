"""The text file of a draft: read, edited, made new; names, figures and charts that it refers to.

May import what drafts may.
"""
