"""The titles of reports: as a form declares them, the words they are made up of, and what stands in one.

May import what `recognise` may.
"""
