"""Any report opened: a draft, a published .docx, page, PDF or text, one version of it, last year's.

May import drafts, word and all below.
"""
