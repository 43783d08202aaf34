"""What a browser listens to: the routes, and what they tell."""
