"""Whom to collect from: who pays what and how sure that is, the list, its sheets on paper."""
