"""Jobs: the supervisor, the workers it gives runs to, the devices they run on."""
