"""Owns "try your own picture": an uploaded file or a test picture, and its prediction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core import api
from core.errors import CoreError, StateError
from core.results.answers import Answer, ClassPrediction, DetectionResult
from core.results.details import TrialDetail
from pages.components.shell import show_error
from pages.components.text import plain, share
from pages.parts.candidate.detail import png_address

_FILE, _TEST = "A file of mine", "A test picture"
_LIKELIEST, _MOST_NAMED = 3, 12
_TURNS = "upload_turns"
Ask = Callable[[], Answer]


def upload_picture(
    run_id: str, detail: TrialDetail, draw: Callable[[DetectionResult], None] | None = None
) -> None:
    """Ask for a picture and show the prediction; ``draw`` shows a detector's.

    Where the network's weights are gone, say how to keep them.
    """
    if detail.model_file is None:
        st.info(api.NOT_KEPT, icon=":material/info:")
        return
    source = st.segmented_control(
        "Picture", [_FILE, _TEST], default=_FILE, required=True, key="upload_source", wrap=True
    )
    asked = _file(run_id, detail) if source == _FILE else _test(run_id, detail)
    if asked is None:
        return
    answer = _answered(source, *asked)
    if isinstance(answer, CoreError):
        show_error(answer)
        if isinstance(answer, StateError):
            st.button("Try again", on_click=st.session_state.pop, args=(_kept(source),))
    elif isinstance(answer, ClassPrediction):
        prediction_view(answer, detail.class_names)
    elif draw is not None:
        st.caption(_as_seen(*answer.pictures.shape[1:3]))
        draw(answer)


@st.fragment
def predict_uploaded(run_id: str, detail: TrialDetail) -> None:
    """Ask for a picture on a classifier's page, in a closed expander."""
    with st.expander("Try your own picture", icon=":material/add_a_photo:"):
        upload_picture(run_id, detail)


def _file(run_id: str, detail: TrialDetail) -> tuple[str, Ask] | None:
    """Return the chosen file and its request; None while there is none."""
    st.caption(
        "It knows pictures like those of its data, and these things: "
        f"{plain(', '.join(detail.class_names[:_MOST_NAMED]))}"
        f"{' …' if len(detail.class_names) > _MOST_NAMED else ''}. Its answers to others "
        "mean nothing. The picture is not stored."
    )
    file = st.file_uploader(
        "Picture, PNG or JPEG",
        ["png", "jpg", "jpeg"],
        key="upload_picture",
        max_upload_size=api.MOST_PICTURE_BYTES // 2**20,
    )
    if file is None:
        return None
    number, content = detail.trial.number, file.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return f"{run_id}.{number}.{digest}", lambda: api.predict(run_id, number, content, file.name)


def _test(run_id: str, detail: TrialDetail) -> tuple[str, Ask] | None:
    """Return the chosen test picture and its request; None before the first."""
    st.caption("Test pictures are set aside: neither training nor the choice of networks saw them.")
    turns = st.session_state.get(_TURNS, 0)
    label = "Show another" if turns else "Show one"
    st.button(label, icon=":material/casino:", on_click=_turn)
    if not turns:
        return None
    number, place = detail.trial.number, turns - 1
    return f"{run_id}.{number}.{place}", lambda: api.predict_test(run_id, number, place)


def _turn() -> None:
    st.session_state[_TURNS] = st.session_state.get(_TURNS, 0) + 1


def _answered(source: str, which: str, ask: Ask) -> Answer | CoreError:
    """Return the prediction, cached until another is requested."""
    kept: tuple[str, Answer | CoreError] | None = st.session_state.get(_kept(source))
    if kept is None or kept[0] != which:
        with st.spinner("The network predicts… (some seconds)"):
            kept = which, _tried(ask)
        st.session_state[_kept(source)] = kept
    return kept[1]


def _tried(ask: Ask) -> Answer | CoreError:
    try:
        return ask()
    except CoreError as error:
        return error


def _kept(source: str) -> str:
    return f"upload_answer.{source}"


def prediction_view(prediction: ClassPrediction, class_names: Sequence[str]) -> None:
    """Show what a classifier predicts, and its most likely classes."""
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.html(
            f'<img src="{png_address(prediction.picture)}" alt="The picture as the network sees '
            'it" '
            'style="width:100%;border-radius:8px;image-rendering:pixelated">'
        )
        st.caption(_as_seen(*prediction.picture.shape[:2]))
    with right:
        if prediction.true >= 0:
            st.markdown(f"This is: **{plain(class_names[prediction.true])}**. It says:")
        for label in np.argsort(-prediction.probabilities, kind="stable")[:_LIKELIEST]:
            likely = float(prediction.probabilities[label])
            st.progress(min(likely, 1.0), f"**{plain(class_names[label])}** {share(likely)}")


def _as_seen(height: int, width: int) -> str:
    return f"As the network sees it, brought to {width}×{height} pixels."
