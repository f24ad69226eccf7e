"""The nouns: frozen and typed; nothing here reads, writes or prints.

May import nothing of reportgen.
"""
