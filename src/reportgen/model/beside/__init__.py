"""What a form and its reports have beside text and tables: the law they stand on, fields of their own.

May import `model`, as every file here.
"""
