"""Format packs: the folder of a template maintainer opened once, read into a Form, laid over another, checked, looked up.

May import recognise, files and all below; only the YAML doors of files know the file library.
"""
