"""What finds the words of a PDF page, best first; each steps in where those before it fail.

`lite` gives words and regions, `pdfium` words alone, `lenient` words of files whose structure is so
damaged that pdfium does not open them.
"""
