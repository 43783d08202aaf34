"""What pruning a parent is made of: rounds, one step of each, fine-tuning."""
