"""The store as server and commands open it: demo, maintenance, listing, the line to a running server."""
