"""What came in a document, and goes where it goes."""

from __future__ import annotations

from collections.abc import Callable

from core.documents import Document
from core.stores import UnitOfWork


async def inside(
    unit: UnitOfWork, document: Document, is_alike: Callable[[Document], bool]
) -> list[Document]:
    """What came in a document and stands beside it for no other reason, at any depth; as far as
    `is_alike` says that nobody has set it apart since.

    Each is locked before what came in it is looked for: nothing is just being added to it.
    """
    found, waiting = {document.id: document}, [document]
    while waiting:
        parent = waiting.pop()
        if parent is not document:
            await unit.documents.lock(parent.id)
        for child in await unit.documents.children(parent.id):
            alone = not child.own and set(child.parents) <= found.keys()
            if alone and child.id not in found and is_alike(child):
                found[child.id] = child
                waiting.append(child)
    del found[document.id]
    return list(found.values())
