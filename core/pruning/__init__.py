"""Makes trained Keras models smaller: channels removed for good, weights set to zero."""
