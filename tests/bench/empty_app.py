"""The least a Streamlit page can do: a switch and a line that repeats it."""

import streamlit as st

unit = st.segmented_control("unit", ["A", "B"], default="A")
st.caption(f"unit {unit}")
