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
    """What training changes: flat weights, Adam's two moments, flat statistics; float32 vectors."""

    weights: Tensor
    first: Tensor
    second: Tensor
    statistics: Tensor


class WeightLayout(NamedTuple):
    """How the flat vectors are cut into weights.

    ``sizes``: numbers a weight; ``axes``: all weights' shapes, one after the other; ``keep``: the
    share of each statistic's old value that a batch keeps. The second pair is for the statistics.
    """

    sizes: Tensor
    axes: Tensor
    statistic_sizes: Tensor
    statistic_axes: Tensor
    keep: Tensor


class Schedule(NamedTuple):
    """Batch size, learning rate at the start, batches done before, batches in all; scalars.

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
    """What fine-tuning a pruned network may be held to.

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
    """The two traced functions of a program."""

    train: Any
    score: Any


FLOATS, INTS = tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.int32)
NUMBER, COUNT = tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.int32)
IMAGES = tf.TensorSpec([None, None, None, None], tf.float32)
STATE = TrainingState(FLOATS, FLOATS, FLOATS, FLOATS)
CUTS = WeightLayout(INTS, INTS, INTS, INTS, FLOATS)
SCHEDULE = Schedule(COUNT, NUMBER, COUNT, COUNT, COUNT)
GUIDE = Distillation(tf.TensorSpec([None, None], tf.float32), NUMBER, NUMBER, FLOATS)
LOOP_SHAPES = tf.nest.map_structure(lambda spec: spec.shape, (COUNT, STATE, NUMBER, NUMBER))


def make_traces(program: Program, dtype: str = "float32", *, guided: bool = False) -> Traces:
    """Return traced functions for every network of ``program``, computing in ``dtype``.

    ``train(state, cuts, schedule, images, labels, order)`` goes once through ``images[order]``
    and gives the new state, the mean loss and the accuracy (as seen while training); ``guided``,
    it takes a :class:`Distillation` besides.
    ``score(weights, statistics, cuts, images)`` gives logits ``(batch, classes)``.
    """
    return Traces(_trainer(program, dtype, guided), _scorer(program, dtype))


def _trainer(program: Program, dtype: str, guided: bool) -> Any:
    def train(
        state: TrainingState,
        cuts: WeightLayout,
        schedule: Schedule,
        images: Tensor,
        labels: Tensor,
        order: Tensor,
        guide: Distillation | None = None,
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
            state, more_loss, hits = _step(program, state, cuts, schedule, turn, batch, guide)
            return turn + 1, state, loss + more_loss, right + hits

        begin = (tf.constant(0), state, tf.constant(0.0), tf.constant(0.0))
        _, state, loss, right = tf.while_loop(
            more, one_batch, begin, shape_invariants=LOOP_SHAPES, parallel_iterations=1
        )
        images_seen = tf.cast(count, tf.float32)
        return state, loss / images_seen, right / images_seen

    signature = [STATE, CUTS, SCHEDULE, IMAGES, INTS, INTS, *[GUIDE] * guided]
    return tf.function(train, input_signature=signature, autograph=False)


def _scorer(program: Program, dtype: str) -> Any:
    def score(weights: Tensor, statistics: Tensor, cuts: WeightLayout, images: Tensor) -> Tensor:
        pieces, found = cut_weights(program, weights, statistics, cuts)
        outputs, _ = apply_program(program, tf.cast(images, dtype), pieces, found)
        return logits_of(program, outputs)

    signature = [FLOATS, FLOATS, CUTS, IMAGES]
    return tf.function(score, input_signature=signature, autograph=False)


def _step(
    program: Program,
    state: TrainingState,
    cuts: WeightLayout,
    schedule: Schedule,
    turn: Tensor,
    batch: Batch,
    guide: Distillation | None,
) -> tuple[TrainingState, Tensor, Tensor]:
    """Return the state after a batch, the batch's summed loss and its hits."""
    done = schedule.done + turn
    lesson = None if guide is None else _lesson(guide, batch)
    moment = RandomState(schedule.seed, done)
    gradient, loss, hits, measured = _gradient(program, state, cuts, batch, moment, lesson)
    weights, first, second = adam(state, gradient, _rate(schedule, done), done)
    if guide is not None:
        weights *= guide.mask
    statistics = cuts.keep * state.statistics + (1.0 - cuts.keep) * measured
    return TrainingState(weights, first, second, statistics), loss, hits


def _lesson(guide: Distillation, batch: Batch) -> LossFn:
    """Return the loss of each image of a batch by its label and by what the teacher makes of it."""
    warm = tf.gather(guide.logits, batch.rows) / guide.temperature
    taught = tf.nn.softmax(warm)
    # How unsure the teacher is itself: without it a student that agrees with it loses nothing.
    unsure = tf.nn.softmax_cross_entropy_with_logits(labels=taught, logits=warm)

    def losses(logits: Tensor) -> Tensor:
        hard = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=batch.y, logits=logits)
        cool = logits / guide.temperature
        soft = tf.nn.softmax_cross_entropy_with_logits(labels=taught, logits=cool)
        # The square keeps the two gradients' sizes apart from the temperature.
        taken = tf.square(guide.temperature) * (soft - unsure)
        return (1.0 - guide.share) * hard + guide.share * taken

    return losses


def _gradient(
    program: Program,
    state: TrainingState,
    cuts: WeightLayout,
    batch: Batch,
    moment: RandomState,
    lesson: LossFn | None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return flat gradient of the batch's mean loss, its summed loss, its hits, its statistics."""
    pieces, statistics = cut_weights(program, state.weights, state.statistics, cuts)
    outputs, measured = apply_program(program, batch.x, pieces, statistics, moment)
    logits = logits_of(program, outputs)
    if lesson is None:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=batch.y, logits=logits)
    else:
        losses = lesson(logits)
    scale = loss_scale(batch.x.dtype)
    gradients = tf.gradients(scale * tf.reduce_mean(losses), pieces, unconnected_gradients="zero")
    flat = tf.concat([tf.reshape(gradient, [-1]) for gradient in gradients], axis=0) / scale
    hits = tf.reduce_sum(tf.cast(tf.argmax(logits, -1, tf.int32) == batch.y, tf.float32))
    joined = [tf.reshape(statistic, [-1]) for statistic in measured] or [tf.zeros([0])]
    return flat, tf.reduce_sum(losses), hits, tf.concat(joined, axis=0)


def loss_scale(dtype: Any) -> float:
    """Return what to multiply a loss by before its slopes are taken in ``dtype``."""
    return FLOAT16_SCALE if tf.as_dtype(dtype) == tf.float16 else 1.0


def adam(
    state: TrainingState, gradient: Tensor, rate: Tensor, done: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return weights and moments after a step along the flat ``gradient``, ``done`` steps before
    it.
    """
    step = tf.cast(done + 1, tf.float32)
    first = state.first + (1.0 - BETA1) * (gradient - state.first)
    second = state.second + (1.0 - BETA2) * (tf.square(gradient) - state.second)
    rate = rate * tf.sqrt(1.0 - BETA2**step) / (1.0 - BETA1**step)
    return state.weights - rate * first / (tf.sqrt(second) + EPSILON), first, second


def _rate(schedule: Schedule, done: Tensor) -> Tensor:
    """Return cosine decay from ``rate`` to 0 (Loshchilov & Hutter 2017, without restarts)."""
    share = tf.cast(done, tf.float32) / tf.cast(schedule.total, tf.float32)
    return schedule.rate * 0.5 * (1.0 + tf.cos(3.14159265 * share))


def cut_weights(
    program: Program, weights: Tensor, statistics: Tensor, cuts: WeightLayout
) -> tuple[list[Tensor], list[Tensor]]:
    """Return the weights and the statistics of a program, each in its shape."""
    return (
        _pieces(weights, cuts.sizes, cuts.axes, program.ranks),
        _pieces(statistics, cuts.statistic_sizes, cuts.statistic_axes, program.statistic_ranks),
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
    """The traces of the programs used last, so that nets of one structure are traced once."""

    def __init__(self, size: int = 24) -> None:
        self.size = size
        self._traces: OrderedDict[tuple[Program, str, bool], Traces] = OrderedDict()

    def traces(self, program: Program, dtype: str, *, guided: bool = False) -> Traces:
        """Return the traces of ``program``: from the cache where a program may be reused."""
        if not program.reusable:
            return make_traces(program, dtype, guided=guided)
        key = (program, dtype, guided)
        if key not in self._traces:
            self._traces[key] = make_traces(program, dtype, guided=guided)
        self._traces.move_to_end(key)
        while len(self._traces) > self.size:
            self._traces.popitem(last=False)
        return self._traces[key]

    def held(self) -> tuple[Traces, ...]:
        """Return the traces kept now, the one used last at the end."""
        return tuple(self._traces.values())
