"""What every request passes before Streamlit sees it, and how the server begins and ends."""
