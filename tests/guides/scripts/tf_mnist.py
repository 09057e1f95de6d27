"""Reads the mounted files, "trains" on their sizes, and leaves a model."""

import argparse
import os

import tensorflow_gpu
from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--data-folder")
parser.add_argument("--batch-size", type=int)
parser.add_argument("--first-layer-neurons", type=int)
parser.add_argument("--second-layer-neurons", type=int)
parser.add_argument("--learning-rate", type=float)
found = parser.parse_args()

run = Run.get_context()
files = sorted(name for _, _, names in os.walk(found.data_folder) for name in names)
print("TensorFlow", tensorflow_gpu.__version__, "files", *files)
for step in range(3):
    run.log("loss", found.learning_rate * found.batch_size / (step + 1))
os.makedirs("outputs/model", exist_ok=True)
with open("outputs/model/weights.txt", "w") as file:
    file.write(f"{found.first_layer_neurons} {found.second_layer_neurons}")
