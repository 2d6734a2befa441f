"""Functions of pdfium that are called once for each object of a page."""

from __future__ import annotations

from ctypes import PYFUNCTYPE, c_int, c_ulong, c_void_p, cast
from typing import Any

from pypdfium2 import raw


def _plain(function: Any, arguments: int, last: Any = c_void_p) -> Any:
    """The same function with addresses as plain numbers: twice as fast as typed pointers."""
    kinds = [c_void_p] * (arguments - 1) + [last]
    result = c_void_p if function.restype not in (c_int, None) else c_int
    return PYFUNCTYPE(result, *kinds)(cast(function, c_void_p).value or 0)


page_object = _plain(raw.FPDFPage_GetObject, 2, c_int)
form_object = _plain(raw.FPDFFormObj_GetObject, 2, c_ulong)
form_count = _plain(raw.FPDFFormObj_CountObjects, 1)
kind = _plain(raw.FPDFPageObj_GetType, 1)
mode = _plain(raw.FPDFTextObj_GetTextRenderMode, 1)  # -1: not a text
bounds = _plain(raw.FPDFPageObj_GetBounds, 5)
matrix_of = _plain(raw.FPDFPageObj_GetMatrix, 2)
mark_count = _plain(raw.FPDFPageObj_CountMarks, 1)
mark = _plain(raw.FPDFPageObj_GetMark, 2, c_ulong)
mark_name = PYFUNCTYPE(c_int, c_void_p, c_void_p, c_ulong, c_void_p)(
    cast(raw.FPDFPageObjMark_GetName, c_void_p).value or 0
)
font_size = _plain(raw.FPDFTextObj_GetFontSize, 2)
fill_colour = _plain(raw.FPDFPageObj_GetFillColor, 5)
draw_mode = _plain(raw.FPDFPath_GetDrawMode, 3)
