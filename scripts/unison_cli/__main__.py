"""`python -m unison_cli`, as the launcher `scripts/unison` starts it."""

from unison_cli.main import main

main(prog_name="unison")
