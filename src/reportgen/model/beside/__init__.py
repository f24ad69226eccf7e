"""What a report of a form says beside its text and its tables.

May import `model`, as every file here.
"""
