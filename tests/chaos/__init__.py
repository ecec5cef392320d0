"""What happens to the store when programs are killed, disks fill up and users collide.

`python -m tests.chaos [--kills N] [--seed S]` (or `make chaos`) prints a table of what was
done and what went wrong; a small version runs with the tests.
"""
