"""The command line: arguments in, exit code out; the only room that reads argv and chooses an exit code.

May import everything below; Typer is imported only here.
"""
