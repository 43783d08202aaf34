"""Networks as shapes and costs, computed without Keras."""
