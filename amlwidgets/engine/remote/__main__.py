"""`python -I -S -E <this file> <folder> start|follow` on the machine, `… connect <file>` beside the engine."""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))
    if sys.argv[1] == "connect":
        from amlwidgets.engine.remote.connector import connect

        connect(sys.argv[2])
    else:
        from amlwidgets.engine.remote import there

        there.main(sys.argv[1], sys.argv[2])
