"""The month between people on the screen."""
