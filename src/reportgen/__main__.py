"""`python -m reportgen`."""

from .cli.main import run

run()
