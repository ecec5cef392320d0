"""A fragment that computes nothing: a slider, and a number that repeats it."""

import streamlit as st


@st.fragment
def _slider_and_number() -> None:
    value = st.slider("value", 0.0, 400.0, step=0.1)
    st.metric("shown", f"{value:.1f}")


_slider_and_number()
