"""What a browser listens to: the routes and the events."""
