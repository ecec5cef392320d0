"""What pages and the command line share. No Streamlit in this package."""
