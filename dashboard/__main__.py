"""`python -m dashboard VERB`."""

if __name__ == "__main__":
    try:
        from dashboard.commands.cli import main

        main()
    except KeyboardInterrupt:  # while the command line itself was being read: nothing was begun
        raise SystemExit(1) from None
