"""The month's steps, states and tasks, as pure rules."""
