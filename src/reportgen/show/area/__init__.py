"""How an area stands, for people and for programs: text, pages, sheets, JSON.

May import `show`, as every file here.
"""
