"""One rank: MPI says which."""

import argparse
import os

from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--input_data")
found = parser.parse_args()

rank, size = os.environ["OMPI_COMM_WORLD_RANK"], os.environ["OMPI_COMM_WORLD_SIZE"]
Run.get_context().log(
    f"rank {rank} of {size}", len([name for _, _, names in os.walk(found.input_data) for name in names])
)
