"""One worker of tf.distribute: who it is stands in TF_CONFIG."""

import argparse
import json
import os

from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("--model-dir")
found = parser.parse_args()

config = json.loads(os.environ["TF_CONFIG"])
Run.get_context().log(f"worker {config['task']['index']} of {len(config['cluster']['worker'])}", found.epochs)
if config["task"]["index"] == 0:
    os.makedirs(found.model_dir, exist_ok=True)
    with open(os.path.join(found.model_dir, "weights.txt"), "w") as file:
        file.write("0.5")
