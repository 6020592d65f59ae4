"""python -m graph_upload is the command graph-upload."""

import sys

from .command import main

sys.exit(main())
