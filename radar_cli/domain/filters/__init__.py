"""The filter language: which tasks are meant, for lists, bulk edits, exports and saved views alike.

`syntax.parse` turns what was typed into an expression (`expression.py`), which knows nothing of databases.
docs/filters.md describes the language.
"""
