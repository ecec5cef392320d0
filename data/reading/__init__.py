"""Bytes to raw text cells with their sheet, row and column."""

from data.reading.reader import read
from data.reading.sheets import Flag, Merge, RawSheet, Reading, Remark

__all__ = ["Flag", "Merge", "RawSheet", "Reading", "Remark", "read"]
