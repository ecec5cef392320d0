"""The monthly bulletin (通报): assembled once, written as a workbook and as a PDF."""
