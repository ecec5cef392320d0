"""Raw text cells to typed frames: headers, units, numbers, dates, totals rows."""

from data.cleaning.tables import Cleaned, cleaned, recognised, unrecognised

__all__ = ["Cleaned", "cleaned", "recognised", "unrecognised"]
