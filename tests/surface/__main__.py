"""The table of what public v1 notebooks use and is missing: `python -m tests.surface`."""

import sys

from amlwidgets.names import FOLDER


def main() -> None:
    if FOLDER not in sys.path:
        sys.path.append(FOLDER)
    from tests.surface.surface import failures, imports, missing_imports, symbols, tolerated

    every = symbols()
    missing, paths = failures(every), missing_imports()
    print(
        f"{len(every) - len(missing)} of {len(every)} symbols, {len(imports()) - len(paths)} of {len(imports())} paths"
    )
    print("\nSymbols that are missing (core notebooks / all):")
    print(*(missing or ["none"]), sep="\n")
    print("\nImport paths that are missing (core notebooks):")
    print(*(paths or ["none"]), sep="\n")
    print("\nKeywords that are kept without effect:")
    kept = [f"{symbol.text}: {', '.join(words)}" for symbol in every if (words := tolerated(symbol))]
    print(*(kept or ["none"]), sep="\n")


main()
