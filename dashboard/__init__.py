"""The Streamlit shell: services, charts, components, command line."""

import os

# Read when polars is first imported: without a thread of its own, its allocator gives freed memory
# back only while it is used again.
os.environ.setdefault("_RJEM_MALLOC_CONF", "background_thread:true")
