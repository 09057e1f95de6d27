"""The `%aml` and `%%aml` magics."""


def register(ipython: object) -> None:
    """What `%load_ext amlwidgets` does: the magics with their completion, and v1's import names.

    IPython is imported here, not with the package: the command line uses the verbs below this room without it.
    """
    from amlwidgets.magics.aml import install
    from amlwidgets.names import activate

    activate()
    install(ipython)
