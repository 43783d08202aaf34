"""The training engine: networks as plain steps, the trace that trains them, weights, device."""
