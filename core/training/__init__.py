"""The training engine: a network as plain steps, one trace that trains it, its weights, its device."""
