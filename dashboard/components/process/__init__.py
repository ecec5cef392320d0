"""The month between people: what is to be done, its line of steps, and the forms of each."""
