"""The sketch of a network: its layers and costs, without building it."""

from __future__ import annotations

from dataclasses import dataclass

BYTES_A_WEIGHT = 4
# Measured on saved convnets: what a .keras file holds besides the weights themselves.
FILE_BASE_BYTES = 4_400
FILE_LAYER_BYTES = 3_650
# So near to its limit a file's size is measured, not sketched.
SKETCHED_WITHIN = 0.05


@dataclass(frozen=True, slots=True)
class SketchLayer:
    """One layer of a sketch.

    Attributes:
        name: of a layer that is applied once more, with ``#2``, ``#3`` … behind it.
        kind: the Keras class name, for example ``"Conv2D"``.
        detail: what a reader wants to know, for example ``"16 filters, 3×3, stride 2"``.
        output_shape: without the batch axis.
        parameters: all weights, moving statistics included, as Keras counts them.
        macs: multiply-accumulates for one image; see :attr:`Sketch.macs`.
        inputs: names of the layers this one reads.
        exact: whether all its multiply-accumulates are known; else there are at least so many.
    """

    name: str
    kind: str
    detail: str
    output_shape: tuple[int, ...]
    parameters: int
    macs: int
    inputs: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Sketch:
    """A network's layers, each after the layers it reads; the first is the input."""

    layers: tuple[SketchLayer, ...]

    @property
    def parameters(self) -> int:
        """The number of weights, trainable or not."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image, of whatever multiplies and sums up.

        One multiply-accumulate is one weight applied at one output position, or one product of two
        tensors. Biases, normalisation, activations and pooling are left out, as published tables
        do.
        """
        return sum(layer.macs for layer in self.layers)

    @property
    def exact(self) -> bool:
        """Whether all multiply-accumulates are known; else the number is a lower bound."""
        return all(layer.exact for layer in self.layers)

    @property
    def weights_bytes(self) -> int:
        """Bytes of the weights alone, as 32-bit floats; a file adds its own frame."""
        return BYTES_A_WEIGHT * self.parameters

    @property
    def file_bytes(self) -> int:
        """About how large a ``.keras`` file will be, within a few per cent."""
        layers = {layer.name.partition("#")[0] for layer in self.layers}
        frame = FILE_BASE_BYTES + FILE_LAYER_BYTES * len(layers)
        return self.weights_bytes + frame

    @property
    def costs(self) -> dict[str, float]:
        """Parameters, MACs and about the file's bytes, under the names of the metrics."""
        return {
            "parameters": float(self.parameters),
            "macs": float(self.macs),
            "size_bytes": float(self.file_bytes),
        }
