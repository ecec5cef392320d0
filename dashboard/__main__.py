"""`python -m dashboard VERB`."""

from dashboard.commands.cli import main

if __name__ == "__main__":
    main()
