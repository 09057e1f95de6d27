"""MLflow's routes of one workspace on loopback, where no Jupyter server serves them.

`replies`, `answering`, `content` and `tracking` hold the handlers without their doors: the server extension puts
Jupyter's in front of the same ones.
"""
