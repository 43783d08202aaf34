"""What a network weighs: parameters, multiply-accumulates, bytes."""
