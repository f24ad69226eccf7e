"""Safe doors that know no form: YAML with places, zips, saving, git, pictures.

May import text and model.
"""
