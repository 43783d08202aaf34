"""Owns the parts of the candidate page: curves, answers, right and wrong images, downloads."""

from __future__ import annotations

import base64
from html import escape
from io import BytesIO

import numpy as np
import numpy.typing as npt
import streamlit as st
from PIL import Image

from core import api
from core.results.details import Examples, TrialDetail
from pages.components.charts import confusion_figure, curves_figure, theme_mode
from pages.components.network import layer_rows
from pages.components.still_chart import still_chart

_CURVES = (
    ("Accuracy", {"accuracy": "While training", "val_accuracy": "On validation images"}),
    ("How well it finds objects", {"val_map": "mAP", "val_map50": "mAP 50"}),
    ("Loss", {"loss": "While training", "val_loss": "On validation images"}),
)
_SHOWN = 8
_SIDE = 96


def curves_view(curves: dict[str, list[float]]) -> None:
    """Draw accuracy or mAP on validation images, and loss, for each epoch."""
    shown = [(title, names) for title, names in _CURVES if any(map(curves.get, names))]
    for place, (title, names) in zip(st.columns(2), shown, strict=False):
        with place:
            st.header(title, anchor=False)
            figure = curves_figure(curves, names, theme_mode(), percent=title != "Loss")
            still_chart(figure, f"curve-{title}")


def answers_view(detail: TrialDetail) -> None:
    """Draw the confusion matrix beside some right and wrong answers."""
    if detail.confusion is None and detail.examples is None:
        return
    left, right = st.columns(2, gap="large")
    if detail.confusion is not None:
        with left:
            st.header("What is confused with what", anchor=False)
            figure = confusion_figure(detail.confusion, detail.class_names, theme_mode())
            still_chart(figure, "confusion")
            images = f"{int(detail.confusion.sum()):,} validation images"
            st.caption(f"Confusion matrix on {images}; the diagonal is right.")
    if detail.examples is not None:
        with right:
            examples_view(detail.examples, detail.class_names)


def examples_view(examples: Examples, class_names: tuple[str, ...]) -> None:
    """Show some images the network got right, and some it got wrong."""
    true, predicted = np.asarray(examples.true), np.asarray(examples.predicted)
    for title, mask in (("Wrong", true != predicted), ("Right", true == predicted)):
        st.header(title, anchor=False)
        chosen = np.flatnonzero(mask)[:_SHOWN]
        if not len(chosen):
            st.caption("None among the images that were kept.")
            continue
        figures = "".join(_figure(examples, int(at), class_names) for at in chosen)
        st.html(f'<div style="display:flex;flex-wrap:wrap;gap:14px">{figures}</div>')


def downloads(run_id: str, detail: TrialDetail) -> None:
    """Offer the trained network, while it is kept, and the spec that makes it again."""
    number = detail.trial.number
    with st.container(horizontal=True, vertical_alignment="center"):
        if detail.model_file is not None:
            st.download_button(
                "Network, ready to run (.zip)",
                data=lambda: api.bundle(run_id, number),
                file_name=f"trial-{number}.zip",
                mime="application/zip",
                icon=":material/folder_zip:",
                on_click="ignore",
                type="primary",
                help="The network with a script that runs it on a picture, the names of its "
                "classes, its scores and where they come from.",
            )
            st.download_button(
                "Trained network (.keras)",
                data=detail.model_bytes,
                file_name=f"trial-{number}.keras",
                icon=":material/download:",
                on_click="ignore",
                help="The Keras archive alone. Kept only while the network is on the front of "
                "its run.",
            )
            _prune_link(run_id, number)
        recipe(run_id, number)
        if detail.model_file is None:
            st.caption(
                "Weights are kept for networks on the front only. The recipe trains the same "
                "architecture again."
            )


def _prune_link(run_id: str, number: int) -> None:
    st.page_link(
        "prune.py",
        label="Prune this network",
        icon=":material/content_cut:",
        query_params={"run": run_id, "trial": str(number)},
    )


def recipe(run_id: str, number: int) -> None:
    """Offer the spec of one trial."""
    st.download_button(
        "Recipe (.yaml)",
        data=lambda: api.trial_spec_yaml(run_id, number),
        file_name=f"trial-{number}.yaml",
        mime="application/yaml",
        icon=":material/receipt_long:",
        on_click="ignore",
        help="The spec that trains the same architecture again; its starting weights may differ.",
    )


@st.fragment
def layers_view(detail: TrialDetail) -> None:
    """List every layer with its shape, parameters and MACs, once that is opened.

    The table that can be sorted comes with scripts of a megabyte.
    """
    box = st.expander(
        "All layers", icon=":material/table_rows:", key="all_layers", on_change="rerun"
    )
    if box.open:
        box.dataframe(layer_rows(detail.sketch), hide_index=True, row_height=36)


def _figure(examples: Examples, at: int, class_names: tuple[str, ...]) -> str:
    true = class_names[int(examples.true[at])]
    said = class_names[int(examples.predicted[at])]
    sure = f"{float(examples.confidence[at]) * 100:.0f} % sure"
    words = escape(true) if said == true else f"{escape(true)}, confused with {escape(said)}"
    return (
        f'<figure style="margin:0;width:{_SIDE + 20}px;font-size:15px;line-height:1.3">'
        f'<img src="{png_address(examples.images[at])}" width="{_SIDE}" height="{_SIDE}" '
        f'alt="{words}" style="border-radius:8px;image-rendering:pixelated">'
        f"<figcaption><b>{words}</b><br>{sure}</figcaption></figure>"
    )


def png_address(image: npt.NDArray[np.uint8]) -> str:
    """Return an image (height, width, c) as a PNG data URL."""
    pixels = image[..., 0] if image.shape[-1] == 1 else image
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
