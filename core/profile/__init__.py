"""What a network weighs: parameters, multiply-accumulates, bytes, and how long it takes."""
