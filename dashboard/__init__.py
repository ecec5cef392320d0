"""The Streamlit shell: services, charts, components, command line."""
