"""Networks as shapes and costs, worked out without building them: no Keras."""
