"""Train a small neural network to read handwritten digits, and log how it goes.

Nothing here knows about clusters or notebooks: it is an ordinary script that also runs by itself
(`python train.py`), where what it logs is printed. The only lines for the workspace are those with `run`.
"""

import argparse
import os
import pickle

import numpy as np
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

CLASSES = np.arange(10)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20, help="how often to go through all images")
    parser.add_argument("--learning-rate", type=float, default=0.0005)
    parser.add_argument("--hidden", type=int, default=160, help="neurons of each hidden layer")
    parser.add_argument("--batch-size", type=int, default=20)
    return parser.parse_args()


def nudged(images, labels):
    """Every image five times: as it is, and moved by one pixel up, down, left and right."""
    grids = images.reshape(-1, 8, 8)
    moves = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
    moved = [np.roll(grids, move, axis=(1, 2)).reshape(-1, 64) for move in moves]
    return np.concatenate(moved), np.tile(labels, len(moves))


def load():
    """Images with values from 0 to 1 and their labels: for training (with nudged copies) and for testing."""
    images, labels = load_digits(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(images / 16.0, labels, test_size=0.25, random_state=0)
    return *nudged(x_train, y_train), x_test, y_test


def train_one_epoch(model, images, labels, batch_size, shuffle):
    """Show the model every image once, in random order, a few at a time."""
    order = shuffle.permutation(len(images))
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        model.partial_fit(images[batch], labels[batch], classes=CLASSES)


def log_confusion(run, labels, predicted):
    matrix = confusion_matrix(labels, predicted, labels=CLASSES)
    run.log_confusion_matrix(
        "confusion",
        {
            "schema_type": "confusion_matrix",
            "schema_version": "1.0.0",
            "data": {"class_labels": [str(c) for c in CLASSES], "matrix": matrix.tolist()},
        },
    )


def log_mistakes(run, images, labels, predicted):
    """The images the model gets wrong, as a picture; left out where matplotlib is not installed."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        print("matplotlib is not installed: no picture of the mistakes")
        return
    wrong = np.flatnonzero(labels != predicted)[:12]
    figure, axes = plt.subplots(2, 6, figsize=(7, 2.8))
    for axis in axes.flat:
        axis.axis("off")
    for axis, index in zip(axes.flat, wrong):
        axis.imshow(images[index].reshape(8, 8), cmap="gray_r")
        axis.set_title(f"{labels[index]}, read as {predicted[index]}", fontsize=8)
    figure.tight_layout()
    run.log_image("mistakes", plot=plt)


def main():
    arguments = parse_arguments()
    run = Run.get_context()
    # The matrices are small: several threads would spend more time waiting for each other than working.
    threadpool_limits(1)

    x_train, y_train, x_test, y_test = load()
    print(f"{len(x_train)} images to learn from, {len(x_test)} to test on", flush=True)

    model = MLPClassifier(
        hidden_layer_sizes=(arguments.hidden, arguments.hidden),
        learning_rate_init=arguments.learning_rate,
        random_state=0,
    )
    shuffle = np.random.default_rng(0)
    for epoch in range(1, arguments.epochs + 1):
        train_one_epoch(model, x_train, y_train, arguments.batch_size, shuffle)
        loss = log_loss(y_test, model.predict_proba(x_test), labels=CLASSES)
        accuracy = model.score(x_test, y_test)
        run.log("loss", loss)
        run.log("accuracy", accuracy)
        print(f"epoch {epoch:2d} of {arguments.epochs}  loss {loss:.4f}  accuracy {accuracy:.4f}", flush=True)

    predicted = model.predict(x_test)
    log_confusion(run, y_test, predicted)
    log_mistakes(run, x_test, y_test, predicted)

    # What is in ./outputs when the script ends belongs to the run and can be downloaded.
    os.makedirs("outputs", exist_ok=True)
    with open("outputs/model.pkl", "wb") as file:
        pickle.dump(model, file)
    print("saved outputs/model.pkl", flush=True)


if __name__ == "__main__":
    main()
