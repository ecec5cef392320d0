"""The regulation as pure functions: Polars frames in, Polars frames out.

No input or output, clock, randomness, Streamlit or DuckDB in this package.
"""
