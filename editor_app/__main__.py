"""`python -m editor_app [FILE]`: the window."""

import sys

from editor_app.app import main

sys.exit(main())
