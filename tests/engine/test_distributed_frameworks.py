"""Two workers of TensorFlow and of PyTorch. Their packages are too large for every run of the tests: these are skipped
where neither this Python nor the one that TENSORFLOW_PYTHON or TORCH_PYTHON names has them.
"""

import os
import sys
from importlib.util import find_spec

import pytest

from amlwidgets.resources.states import RunState

LOGS = ["user_logs/std_log_process_00.txt", "user_logs/std_log_process_01.txt"]

TENSORFLOW = """
import os
from importlib.util import find_spec
# Keras 3 knows no multi-worker strategy: where it is the one that comes with TensorFlow, tf-keras is needed.
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_USE_LEGACY_KERAS=str(int(find_spec("tf_keras") is not None)))
import numpy as np
import tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
with strategy.scope():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
x = np.arange(32.0).reshape(32, 1) / 32
losses = model.fit(x, 2 * x, batch_size=16, epochs=2, verbose=0).history["loss"]
print("replicas", strategy.num_replicas_in_sync, [round(loss, 6) for loss in losses])
"""
TORCH = """
import torch
import torch.distributed as dist
dist.init_process_group("gloo")
total = torch.tensor([float(dist.get_rank() + 1)])
dist.all_reduce(total)
print("replicas", dist.get_world_size(), total.item())
dist.destroy_process_group()
"""


def interpreter(package, variable):
    python = os.environ.get(variable) or (sys.executable if find_spec(package) else None)
    if python is None:
        pytest.skip(f"{package} is not installed, and {variable} names no Python that has it")
    return {"python": {"userManagedDependencies": True, "interpreterPath": python}}


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "package, variable, script, kind",
    [
        ("tensorflow", "TENSORFLOW_PYTHON", TENSORFLOW, {"distributed": "TensorFlow", "worker_count": 2}),
        ("torch", "TORCH_PYTHON", TORCH, {"distributed": "PyTorch"}),
    ],
)
def test_two_workers_agree(lab, package, variable, script, kind):
    environment = interpreter(package, variable)
    run = lab.end(lab.submit(script, extra=kind, node_count=2, environment=environment), 300)
    assert run.state is RunState.COMPLETED, (run.error, [lab.log(run, log)[-2000:] for log in LOGS])
    said = [[line for line in lab.log(run, log).splitlines() if line.startswith("replicas 2")] for log in LOGS]
    assert said[0] == said[1] and len(said[0]) == 1
