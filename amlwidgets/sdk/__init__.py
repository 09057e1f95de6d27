"""The v1 vocabulary: Workspace, Experiment, Run, ComputeTarget, Datastore, Environment. Thin over the backend."""
