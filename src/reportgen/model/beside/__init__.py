"""What a form rests on, and what a report of it says beside its text and its tables.

May import `model`, as every file here.
"""
