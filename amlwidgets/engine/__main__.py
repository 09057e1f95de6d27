"""`python -m amlwidgets.engine <workspace folder> [descriptor]`: an engine in the background.

The descriptor is closed when the engine listens, or when it ends without that.
"""

import os
import sys


def main() -> None:
    """Leave whoever started this, then serve."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    from amlwidgets.engine.service import serve

    serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)


if __name__ == "__main__":
    main()
