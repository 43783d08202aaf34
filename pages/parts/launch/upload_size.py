"""Owns the size of uploaded images, shown on six of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core import api
from pages.components.shell import shown_errors

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from core.datasets.uploads.fitting import Fit

_AS_THEY_ARE = 0
_SIDES = (32, 48, 64, 96, 128, 160, 192, 224, 256, 384, 512)
_FITS: dict[Fit, str] = {
    "crop": "The middle of each (crop)",
    "letterbox": "All of each, on grey (letterbox)",
}
_SHOWN = "upload_size.shown"
# Two beside each other on a phone, three on a small screen.
_WIDTH = 150


def upload_size(file: UploadedFile | None) -> tuple[int | None, Fit]:
    """Ask for the size of the images of a ``.zip``, if any, and how they are fitted."""
    if file is None or not file.name.lower().endswith(".zip"):
        return None, "crop"
    left, right = st.columns(2)
    side = left.selectbox(
        "Side in pixels",
        [_AS_THEY_ARE, *_SIDES],
        format_func=lambda pixels: f"{pixels} × {pixels}" if pixels else "as they are",
        key="upload_side",
        help="As they are, all images must be of one size. Brought to squares, they may be of any. "
        "Larger squares show more and take longer to train: 64 takes about four times as long as "
        "32.",
    )
    fit = right.radio(
        "What is kept",
        list(_FITS),
        format_func=_FITS.__getitem__,
        key="upload_fit",
        disabled=side == _AS_THEY_ARE,
    )
    if side == _AS_THEY_ARE:
        return None, fit
    _show(file, side, fit)
    return side, fit


def _show(file: UploadedFile, side: int, fit: Fit) -> None:
    """Show six of the images as they would become, cached for each choice."""
    wanted = (file.file_id, side, fit)
    shown: tuple[Any, Any] | None = st.session_state.get(_SHOWN)
    if shown is None or shown[0] != wanted:
        st.session_state.pop(_SHOWN, None)
        with shown_errors(), st.spinner("Bringing six of them to size…"):
            pictures = api.sample_images(file, file.name, side=side, fit=fit)
            shown = st.session_state[_SHOWN] = (wanted, pictures)
    if shown and shown[0] == wanted:
        pictures = shown[1].squeeze(-1) if shown[1].shape[-1] == 1 else shown[1]
        with st.container(horizontal=True, gap="small"):
            for picture in pictures:
                st.image(picture, width=_WIDTH, output_format="PNG")
        st.caption(f"{len(pictures)} of the images, as they would become.")
