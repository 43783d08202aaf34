"""What TensorFlow's own profiler counts in the graph of a model: a figure of another's making."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

# Of the operations that multiply and sum up: two float operations are one multiply-accumulate.
MULTIPLYING = frozenset(
    "MatMul BatchMatMul BatchMatMulV2 Conv2D Conv2DBackpropInput DepthwiseConv2dNative".split()
)


def profiled_macs(model: keras.Model) -> int:
    """Multiply-accumulates of one example by the float operations of a frozen graph.

    Loops must be unrolled: the profiler looks at what is in one once.
    """
    given = [tf.TensorSpec((1, *t.shape[1:]), t.dtype) for t in model.inputs]
    called = tf.function(lambda *xs: model(list(xs) if len(xs) > 1 else xs[0], training=False))
    frozen = convert_variables_to_constants_v2(called.get_concrete_function(*given))
    options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    options = tf.compat.v1.profiler.ProfileOptionBuilder(options).with_empty_output().build()
    found = tf.compat.v1.profiler.profile(frozen.graph, cmd="op", options=options)
    return _multiplied(found) // 2


def _multiplied(node: object) -> int:
    """Operations by name hang on each other like a chain."""
    own = int(node.float_ops) if node.name in MULTIPLYING else 0  # type: ignore[attr-defined]
    return own + int(np.sum([_multiplied(child) for child in node.children], dtype=np.int64))  # type: ignore[attr-defined]
