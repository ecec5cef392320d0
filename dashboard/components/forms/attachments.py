"""Files attached to what people say: asked for within the limits, offered again as they came."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.cache.current import current_reader
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.forms.uploaders import speak_uploader
from dashboard.formats import plain
from dashboard.i18n import _
from data.store import StoreError
from data.store.process.attachments import kinds
from data.store.process.deeds import KeptFile
from engine.policy.parameters import Policy


def ask_files(label: str, policy: Policy, key: str) -> list[tuple[str, bytes]]:
    """A place for files of the kinds and sizes that are kept: name and content of each."""
    most = policy.process.file_megabytes.value
    endings = plain(", ".join(kinds(policy)))
    speak_uploader(most)
    chosen = st.file_uploader(
        plain(label),
        type=list(kinds(policy)),
        accept_multiple_files=True,
        max_upload_size=most,
        help=_("{kinds}; at most {most} MB each", kinds=endings, most=most),
        key=key,
    )
    return [(each.name, each.getvalue()) for each in chosen]


def offer_files(files: Sequence[KeptFile], key: str) -> None:
    """A button for each file that is open to the visitor; one that was altered since is only named."""
    with st.container(horizontal=True, gap="small"):
        for number, file in enumerate(files):
            try:
                content = current_reader().attachment(file.sha256)
            except StoreError as error:
                show_refusal(error)
                continue
            if content is None:
                st.caption(_("{file} is kept no longer.", file=plain(file.name)))
                continue
            st.download_button(
                plain(file.name),
                data=content,
                file_name=file.name,
                key=f"{key}_{number}_{file.sha256[:8]}",
                on_click="ignore",
                icon=":material/attach_file:",
                type="tertiary",
                help=plain(f"SHA-256 {file.sha256}"),
            )
