"""`python -m amlwidgets.gateway <workspace folder> <descriptor of a listening socket> <the engine's pid>`."""

import sys

if __name__ == "__main__":
    from amlwidgets.gateway.serving import begin

    begin(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
