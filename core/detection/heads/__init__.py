"""What stands between a detector's tensors and boxes, by kind of detector."""
