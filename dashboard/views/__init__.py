"""Evaluation to what a page says: tables, sentences and figures' rows, one module a chapter; pure."""
