"""Who reads what: permissions of documents and collections, and what entities share.

Each kind of change goes through one function, in the unit of work of whoever asked for it:
`permit` for a document, `permit_collection` for a collection, `share` and `unshare`.
"""
