"""`python -m flows` is `copydesk`."""

from flows.cli import main

main()
