"""`python -m amlwidgets.cli`, for where the `aml` command is not on the path."""

import sys

from amlwidgets.cli import main

sys.exit(main())
