"""The words of `aml`: those of `%aml` and the command line's own."""

from amlwidgets.magics.verbs.grammar import VERBS, Verb

LAB = Verb(
    "lab",
    "start JupyterLab, where `import azureml.core` works as it is",
    "amlwidgets.cli.lab:lab",
    rest="jupyter",
)

DOCTOR = Verb("doctor", "check every part and print how to mend it", "amlwidgets.cli.doctor:doctor")

ROOT = Verb("aml", "a workspace on any machine", verbs=(LAB, *VERBS, DOCTOR))
