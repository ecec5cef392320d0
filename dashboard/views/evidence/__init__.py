"""Receipts, operands, rows behind figures, the settlement, the regulation and its readings."""
