"""Tests of the regulation as the engine applies it."""
