"""One task of a parameter server job: who it is stands in TF_CONFIG."""

import argparse
import json
import os

from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--num_gpus", type=int)
parser.add_argument("--train_steps", type=int)
parser.add_argument("--input_data")
found = parser.parse_args()

config = json.loads(os.environ["TF_CONFIG"])
task = config["task"]
with open(found.input_data) as file:
    print(
        task["type"],
        task["index"],
        "of",
        {name: len(hosts) for name, hosts in sorted(config["cluster"].items())},
        len(file.read()),
    )
Run.get_context().log(f"{task['type']} {task['index']}", found.train_steps)
