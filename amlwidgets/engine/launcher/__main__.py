"""`python -I -S -E <this file> <description>`: without site packages, the product is found by its place."""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))
    from amlwidgets.engine.launcher.node import main

    main(sys.argv[1])
