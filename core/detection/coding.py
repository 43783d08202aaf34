"""Codes boxes relative to anchors, in TensorFlow and traceable.

Everything broadcasts: codes and boxes ``(..., anchors, 4)``, anchors ``(anchors, 4)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from core.detection.anchors import Anchors

# A size is at most e**8 times its anchor's: more would overflow in the losses.
_LARGEST = 8.0
_LEAST_SIDE = 1e-3


def encode_boxes(boxes: Any, anchors: Anchors) -> Any:
    """Return Faster R-CNN's codes (x, y, w, h) (Ren et al. 2015, equation 2), as EfficientDet's.

    The offset of the centres over the anchor's sides, and the logarithms of the sides' ratios. A
    side below a thousandth of a pixel counts as that.
    """
    (ax, ay, aw, ah), (x, y, w, h) = _centres(anchors.boxes), _centres(boxes)
    sizes = log_sizes(tf.stack([w, h], -1), anchors)
    return tf.concat([tf.stack([(x - ax) / aw, (y - ay) / ah], -1), sizes], -1)


def decode_boxes(codes: Any, anchors: Anchors) -> Any:
    """Invert :func:`encode_boxes`."""
    ax, ay, aw, ah = _centres(anchors.boxes)
    tx, ty, tw, th = tf.unstack(codes, axis=-1)
    return _boxes(tx * aw + ax, ty * ah + ay, aw * _grown(tw), ah * _grown(th))


def decode_yolo(codes: Any, anchors: Anchors, *, scale: float = 1.0) -> Any:
    """Decode YOLO's codes (Redmon & Farhadi 2017, section 2; 2018, section 2.1) to boxes.

    The centre is the cell's corner plus the sigmoid times the stride, the sides are the anchor's
    times the exponential. YOLOv4 widens the sigmoid by ``scale`` about its middle, so that the
    cell's rim can be reached (Bochkovskiy et al. 2020, section 3.4: "grid sensitivity").
    """
    offsets = yolo_offsets(codes, scale=scale)
    centre = (offsets + _corners(anchors)) * anchors.strides
    _, _, aw, ah = _centres(anchors.boxes)
    w, h = aw * _grown(codes[..., 2]), ah * _grown(codes[..., 3])
    return _boxes(centre[..., 0], centre[..., 1], w, h)


def yolo_offsets(codes: Any, *, scale: float = 1.0) -> Any:
    """Return the centre's place in its cell: 0 to 1 along x and y, by ``scale`` a bit more."""
    return scale * tf.sigmoid(codes[..., :2]) - (scale - 1) / 2


def yolo_offsets_of(centres: Any, anchors: Anchors) -> Any:
    """Return the places in the anchors' cells of centres ``(..., 2)`` in pixels."""
    return centres / anchors.strides - _corners(anchors)


def log_sizes(sizes: Any, anchors: Anchors) -> Any:
    """Return the logarithms of sizes ``(..., 2)`` divided by the anchors'."""
    _, _, aw, ah = _centres(anchors.boxes)
    return tf.math.log(tf.maximum(sizes, _LEAST_SIDE) / tf.stack([aw, ah], -1))


def _corners(anchors: Anchors) -> Any:
    """Return the top left corners of the cells, in strides."""
    middles = (anchors.boxes[:, :2] + anchors.boxes[:, 2:]) / 2
    return np.floor(middles / anchors.strides).astype(np.float32)


def _centres(boxes: Any) -> tuple[Any, Any, Any, Any]:
    x1, y1, x2, y2 = tf.unstack(tf.convert_to_tensor(boxes, tf.float32), axis=-1)
    return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1


def _boxes(x: Any, y: Any, w: Any, h: Any) -> Any:
    return tf.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


def _grown(code: Any) -> Any:
    return tf.exp(tf.clip_by_value(code, -_LARGEST, _LARGEST))
