"""The page in the browser: the same drafts, the same checks, for somebody without a terminal.

Only this room knows Starlette and speaks HTTP. It may import everything below `cli`; what it shows is made by `show`,
what it does by `tasks`.
"""
