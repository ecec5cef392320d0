"""Thin scripts, a page each."""
