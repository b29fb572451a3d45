"""`python -m fivelayer.cli`: the command where its script is not on the path."""

import sys

from fivelayer.cli import main

sys.exit(main())
