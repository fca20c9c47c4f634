"""Prints what MLflow reads in a folder that holds `mlruns`, and once more after its own tool has
migrated it into a database.

usage: mlruns_read.py FOLDER

Numbers are printed as Python writes them, so that every bit is there.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

os.chdir(sys.argv[1])
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from contextlib import redirect_stdout

from mlflow.store.fs2db import migrate
from mlflow.tracking import MlflowClient


def artifacts(client, run_id):
    folder = Path(client.download_artifacts(run_id, ""))
    for path in folder.rglob("*"):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield path.relative_to(folder).as_posix(), digest


def dataset(given):
    found = given.dataset
    return {
        "name": found.name,
        "digest": found.digest,
        "sourceType": found.source_type,
        "source": found.source,
        "profile": found.profile,
        "tags": {tag.key: tag.value for tag in given.tags},
    }


def history(client, run_id, key):
    points = client.get_metric_history(run_id, key)
    return [[point.step, point.timestamp, repr(point.value)] for point in points]


def run(client, found):
    info, data = found.info, found.data
    return {
        "runId": info.run_id,
        "name": info.run_name,
        "status": info.status,
        "start": info.start_time,
        "end": info.end_time,
        "user": info.user_id,
        "params": data.params,
        "tags": data.tags,
        "metrics": {key: history(client, info.run_id, key) for key in data.metrics},
        "datasets": [dataset(given) for given in found.inputs.dataset_inputs],
        "artifacts": dict(artifacts(client, info.run_id)),
    }


def experiments(uri):
    client = MlflowClient(uri)
    return {
        experiment.name: [
            run(client, found)
            for found in client.search_runs([experiment.experiment_id])
        ]
        for experiment in client.search_experiments()
    }


found = {"folder": experiments("mlruns")}
with redirect_stdout(sys.stderr):
    migrate(Path("mlruns"), "sqlite:///mlflow.db", progress=False)
found["database"] = experiments("sqlite:///mlflow.db")
print(json.dumps(found))
