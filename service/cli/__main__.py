"""`python -m service.cli` is `duecare`."""

from service.cli import main

main()
