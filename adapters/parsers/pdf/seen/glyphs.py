"""What each text object of a page says."""

from __future__ import annotations

from collections import defaultdict
from ctypes import c_void_p, cast
from typing import TYPE_CHECKING

from pypdfium2 import raw

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


def texts_by_handle(page: PdfPage) -> dict[int, str]:
    """Text by the address of its object: one pass over the characters of the page.

    pdfium can also be asked object by object, which is quadratic.
    """
    found: dict[int, list[str]] = defaultdict(list)
    textpage = page.get_textpage()
    try:
        for i in range(textpage.count_chars()):
            handle = cast(raw.FPDFText_GetTextObject(textpage.raw, i), c_void_p).value
            if handle is not None:
                found[handle].append(chr(raw.FPDFText_GetUnicode(textpage.raw, i)))
    finally:
        textpage.close()
    return {handle: "".join(letters) for handle, letters in found.items()}
