"""What a kept network answers to one picture: the process that asks it, and how it is asked."""
