"""Web pages: taken apart, the report found in one, what somebody copied out of one.

May import what reports may.
"""
