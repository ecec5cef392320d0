"""Frames to figures, one module a chapter; pure."""
