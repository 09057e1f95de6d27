from amlwidgets.sdk.run.script_run import ScriptRun
