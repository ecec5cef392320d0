"""The month between people: what is to be done, the line of its steps, what a page of it is about."""
