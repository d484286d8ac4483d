"""`python -m indexer` is `backfile`."""

from indexer.cli import main

if __name__ == "__main__":
    main()
