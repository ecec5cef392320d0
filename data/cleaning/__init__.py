"""Raw text cells to typed frames: headers, units, numbers, dates, totals rows."""
