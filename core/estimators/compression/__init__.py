"""The parts of pruning a parent: rounds, steps, fine-tuning."""
