"""What a set of choices is: its network, its task, its costs and limits, before it is made."""
