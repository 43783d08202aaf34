"""Networks as Keras has them: layers, calls, activations, weights."""
