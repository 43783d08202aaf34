"""One TensorFlow trace that trains an epoch, and one that scores images, for all nets of a program.

Sizes never enter a trace: weights are one flat vector, cut up by numbers passed at run time. So
a trace fits every width and kernel size, and every number of images.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from core.training.operations import RandomState, apply_program, logits_of
from core.training.program import Program

Tensor = Any
# The loss of each image from the logits.
LossFn = Callable[[Tensor], Tensor]

# Adam (Kingma & Ba 2015), with Keras's defaults.
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7
# Keeps small gradients above float16's smallest number; bfloat16 reaches as far as float32.
FLOAT16_SCALE = 256.0


class TrainingState(NamedTuple):
    """Everything that training changes: weights, Adam's moments, statistics; flat float32."""

    weights: Tensor
    first: Tensor
    second: Tensor
    statistics: Tensor


class WeightLayout(NamedTuple):
    """The layout of the weights in the flat vectors.

    ``sizes``: numbers a weight; ``axes``: all weights' shapes, one after the other; ``keep``: the
    share of each statistic's old value that a batch keeps. The second pair is for the statistics.
    """

    sizes: Tensor
    axes: Tensor
    statistic_sizes: Tensor
    statistic_axes: Tensor
    keep: Tensor


class Schedule(NamedTuple):
    """Batch size, initial learning rate, batches done before, batches in all; scalars.

    From ``seed`` (int32) random layers draw: a value, so that a trace serves every seed.
    """

    batch: Tensor
    rate: Tensor
    done: Tensor
    total: Tensor
    seed: Tensor


class Batch(NamedTuple):
    """Images as the network takes them, their labels, and which of all images they are."""

    x: Tensor
    y: Tensor
    rows: Tensor


class Distillation(NamedTuple):
    """The targets of a pruned network's fine-tuning: a teacher, a weight mask.

    ``logits`` (images, classes) are a teacher's for all training images; they make up ``share`` of
    the loss, softened by ``temperature`` (Hinton, Vinyals & Dean 2015). ``mask`` is 0 for weights
    that stay zero, in the order of the flat weights; its one number stands for all where every
    weight may move.
    """

    logits: Tensor
    share: Tensor
    temperature: Tensor
    mask: Tensor


@dataclass(frozen=True)
class Traces:
    """The two traced functions of a program, for every network of it.

    ``train(state, layout, schedule, images, labels, order)`` goes once through ``images[order]``
    and gives the new state, the mean loss and the accuracy (as seen while training); guided, it
    takes a :class:`Distillation` besides.
    ``score(weights, statistics, layout, images)`` gives logits ``(batch, classes)``.
    """

    train: Any
    score: Any


FLOATS, INTS = tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.int32)
NUMBER, COUNT = tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.int32)
IMAGES = tf.TensorSpec([None, None, None, None], tf.float32)
STATE = TrainingState(FLOATS, FLOATS, FLOATS, FLOATS)
LAYOUT_SPEC = WeightLayout(INTS, INTS, INTS, INTS, FLOATS)
SCHEDULE = Schedule(COUNT, NUMBER, COUNT, COUNT, COUNT)
DISTILLATION_SPEC = Distillation(tf.TensorSpec([None, None], tf.float32), NUMBER, NUMBER, FLOATS)
LOOP_SHAPES = tf.nest.map_structure(lambda spec: spec.shape, (COUNT, STATE, NUMBER, NUMBER))


def _trainer(program: Program, dtype: str, guided: bool) -> Any:
    def train(
        state: TrainingState,
        layout: WeightLayout,
        schedule: Schedule,
        images: Tensor,
        labels: Tensor,
        order: Tensor,
        distillation: Distillation | None = None,
    ) -> tuple[TrainingState, Tensor, Tensor]:
        count = tf.size(order)
        batches = (count + schedule.batch - 1) // schedule.batch

        def more(turn: Tensor, *_: Tensor) -> Tensor:
            return turn < batches

        def one_batch(
            turn: Tensor, state: TrainingState, loss: Tensor, right: Tensor
        ) -> tuple[Tensor, TrainingState, Tensor, Tensor]:
            start = turn * schedule.batch
            rows = order[start : start + schedule.batch]
            x = tf.cast(tf.gather(images, rows), dtype)
            batch = Batch(x, tf.gather(labels, rows), rows)
            state, more_loss, hits = _step(
                program, state, layout, schedule, turn, batch, distillation
            )
            return turn + 1, state, loss + more_loss, right + hits

        begin = (tf.constant(0), state, tf.constant(0.0), tf.constant(0.0))
        _, state, loss, right = tf.while_loop(
            more, one_batch, begin, shape_invariants=LOOP_SHAPES, parallel_iterations=1
        )
        images_seen = tf.cast(count, tf.float32)
        return state, loss / images_seen, right / images_seen

    signature = [STATE, LAYOUT_SPEC, SCHEDULE, IMAGES, INTS, INTS, *[DISTILLATION_SPEC] * guided]
    return tf.function(train, input_signature=signature, autograph=False)


def _scorer(program: Program, dtype: str) -> Any:
    def score(weights: Tensor, statistics: Tensor, layout: WeightLayout, images: Tensor) -> Tensor:
        pieces, found = cut_weights(program, weights, statistics, layout)
        outputs, _ = apply_program(program, tf.cast(images, dtype), pieces, found)
        return logits_of(program, outputs)

    signature = [FLOATS, FLOATS, LAYOUT_SPEC, IMAGES]
    return tf.function(score, input_signature=signature, autograph=False)


def _step(
    program: Program,
    state: TrainingState,
    layout: WeightLayout,
    schedule: Schedule,
    turn: Tensor,
    batch: Batch,
    distillation: Distillation | None,
) -> tuple[TrainingState, Tensor, Tensor]:
    """Return the state after a batch, the batch's summed loss and its hits."""
    done = schedule.done + turn
    loss_fn = None if distillation is None else _loss_fn(distillation, batch)
    random_state = RandomState(schedule.seed, done)
    gradient, loss, hits, measured = _gradient(program, state, layout, batch, random_state, loss_fn)
    # A cosine from the initial rate to 0 (Loshchilov & Hutter 2017, no restarts).
    share = tf.cast(done, tf.float32) / tf.cast(schedule.total, tf.float32)
    rate = schedule.rate * 0.5 * (1.0 + tf.cos(3.14159265 * share))
    weights, first, second = adam(state, gradient, rate, done)
    if distillation is not None:
        weights *= distillation.mask
    statistics = layout.keep * state.statistics + (1.0 - layout.keep) * measured
    return TrainingState(weights, first, second, statistics), loss, hits


def _loss_fn(distillation: Distillation, batch: Batch) -> LossFn:
    """Return the loss of each image of a batch, by its label and the teacher's outputs."""
    warm = tf.gather(distillation.logits, batch.rows) / distillation.temperature
    taught = tf.nn.softmax(warm)
    # How unsure the teacher is itself: without it a student that agrees with it loses nothing.
    unsure = tf.nn.softmax_cross_entropy_with_logits(labels=taught, logits=warm)

    def losses(logits: Tensor) -> Tensor:
        hard = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=batch.y, logits=logits)
        cool = logits / distillation.temperature
        soft = tf.nn.softmax_cross_entropy_with_logits(labels=taught, logits=cool)
        # The square keeps the two gradients' sizes apart from the temperature.
        taken = tf.square(distillation.temperature) * (soft - unsure)
        return (1.0 - distillation.share) * hard + distillation.share * taken

    return losses


def _gradient(
    program: Program,
    state: TrainingState,
    layout: WeightLayout,
    batch: Batch,
    random_state: RandomState,
    loss_fn: LossFn | None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the flat gradient of a batch's mean loss, its summed loss, hits and statistics."""
    pieces, statistics = cut_weights(program, state.weights, state.statistics, layout)
    outputs, measured = apply_program(program, batch.x, pieces, statistics, random_state)
    logits = logits_of(program, outputs)
    if loss_fn is None:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=batch.y, logits=logits)
    else:
        losses = loss_fn(logits)
    scale = loss_scale(batch.x.dtype)
    gradients = tf.gradients(scale * tf.reduce_mean(losses), pieces, unconnected_gradients="zero")
    flat = tf.concat([tf.reshape(gradient, [-1]) for gradient in gradients], axis=0) / scale
    hits = tf.reduce_sum(tf.cast(tf.argmax(logits, -1, tf.int32) == batch.y, tf.float32))
    joined = [tf.reshape(statistic, [-1]) for statistic in measured] or [tf.zeros([0])]
    return flat, tf.reduce_sum(losses), hits, tf.concat(joined, axis=0)


def loss_scale(dtype: Any) -> float:
    """Return the factor for a loss before its gradients are taken in ``dtype``."""
    return FLOAT16_SCALE if tf.as_dtype(dtype) == tf.float16 else 1.0


def adam(
    state: TrainingState, gradient: Tensor, rate: Tensor, done: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return weights and moments after a step along ``gradient``, the ``done``-th from 0."""
    step = tf.cast(done + 1, tf.float32)
    first = state.first + (1.0 - BETA1) * (gradient - state.first)
    second = state.second + (1.0 - BETA2) * (tf.square(gradient) - state.second)
    rate = rate * tf.sqrt(1.0 - BETA2**step) / (1.0 - BETA1**step)
    return state.weights - rate * first / (tf.sqrt(second) + EPSILON), first, second


def cut_weights(
    program: Program, weights: Tensor, statistics: Tensor, layout: WeightLayout
) -> tuple[list[Tensor], list[Tensor]]:
    """Split the flat vectors into the weights and the statistics, each in its shape."""
    return (
        _pieces(weights, layout.sizes, layout.axes, program.ranks),
        _pieces(statistics, layout.statistic_sizes, layout.statistic_axes, program.statistic_ranks),
    )


def _pieces(flat: Tensor, sizes: Tensor, axes: Tensor, ranks: tuple[int, ...]) -> list[Tensor]:
    if not ranks:
        return []
    pieces = tf.raw_ops.SplitV(value=flat, size_splits=sizes, axis=0, num_split=len(ranks))
    shaped = []
    start = 0
    for piece, rank in zip(pieces, ranks, strict=True):
        shaped.append(piece if rank == 1 else tf.reshape(piece, axes[start : start + rank]))
        start += rank
    return shaped


class TraceCache:
    """The traces of the programs used last, so that nets of one structure are traced once.

    To hold fewer would save little: TensorFlow keeps most of a trace's 6 MB when it is let go.
    """

    def __init__(self, size: int = 64) -> None:
        self.size = size
        self._traces: OrderedDict[tuple[Program, str, bool], Traces] = OrderedDict()

    def traces(self, program: Program, dtype: str, *, guided: bool = False) -> Traces:
        """Return the traces of ``program``, from the cache where it may be reused."""
        key = (program, dtype, guided)
        traces = self._traces.get(key) or Traces(
            _trainer(program, dtype, guided), _scorer(program, dtype)
        )
        if program.reusable:
            self._traces[key] = traces
            self._traces.move_to_end(key)
        while len(self._traces) > self.size:
            self._traces.popitem(last=False)
        return traces

    def held(self) -> tuple[Traces, ...]:
        """Return the cached traces, the last used at the end."""
        return tuple(self._traces.values())
