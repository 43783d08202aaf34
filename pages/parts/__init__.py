"""The parts that one page owns, in a folder of its name; what several share is in components."""
