"""Streamlit's own words, English alone, for the script that says them in the reader's language."""

from __future__ import annotations

import json

from dashboard.i18n import N_, catalogue

#: As Streamlit says them. One that another version says otherwise stays English.
WORDS = (
    # a column's menu
    N_("Sort ascending"),
    N_("Sort descending"),
    N_("Statistics"),
    N_("Format"),
    N_("Autosize"),
    N_("Pin column"),
    N_("Unpin column"),
    N_("Hide column"),
    N_("Copy column name"),
    # its statistics and formats
    N_("Empty"),
    N_("Distinct"),
    N_("Minimum"),
    N_("Maximum"),
    N_("Average"),
    N_("Median"),
    N_("Standard deviation"),
    N_("Values"),
    N_("Sum"),
    N_("Range"),
    N_("25th percentile"),
    N_("75th percentile"),
    N_("Minimum length"),
    N_("Maximum length"),
    N_("Average length"),
    N_("No data"),
    N_("Based on sample"),
    N_("Automatic"),
    N_("Localized"),
    N_("Plain"),
    N_("Compact"),
    N_("Dollar"),
    N_("Euro"),
    N_("Yen"),
    N_("Percent"),
    N_("Scientific"),
    N_("Accounting"),
    N_("Duration"),
    N_("Distance"),
    N_("Calendar"),
    # lists and fields
    N_("No results"),
    N_("Clear value"),
    N_("Clear all"),
    N_("Select all"),
    N_("Press Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press \u2318+Enter to apply"),
    N_("Press Ctrl+Enter to submit form"),
    N_("Press \u2318+Enter to submit form"),
    N_("Show password"),
    N_("Hide password"),
    # a file that could not be made: the data are others by now
    N_("Failed to generate file for download"),
    N_("Failed to process backend operation"),
    # how it stands with the server
    N_("Running..."),
    N_("Stop"),
    N_("Stopping..."),
    N_("Connecting"),
    N_("Please wait..."),
    N_("Connection error"),
    N_("Connecting to Streamlit server"),
    N_("Unable to connect to Streamlit server"),
    N_("Page not found"),
    N_("Skip to main content"),
    N_("{number} options available."),
)


def with_words(script: bytes) -> bytes:
    """The script with its empty list of words filled from our catalogue."""
    known = catalogue("zh")
    words = {word: known[word] for word in WORDS}
    # `$1` is the number that the script's pattern found.
    words["{number} options available."] = words["{number} options available."].format(number="$1")
    return script.replace(b"{} /* words", json.dumps(words, ensure_ascii=False).encode() + b" /* words", 1)
