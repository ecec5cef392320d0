"""Files to DuckDB: reading, cleaning, validation, store. No Streamlit in this package."""
