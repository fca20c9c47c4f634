"""Prints the sizes and digests of runs' files at an MLflow server, as its own client lists and
downloads them.

usage: mlflow_artifacts_read.py URL FOLDER RUN_ID...

The files of a run stay in FOLDER/RUN_ID.
"""

import hashlib
import json
import sys
from pathlib import Path

from mlflow.tracking import MlflowClient

url, target, *run_ids = sys.argv[1:]
client = MlflowClient(url)


def listed(run_id, folder=None):
    for found in client.list_artifacts(run_id, folder):
        if found.is_dir:
            yield from listed(run_id, found.path)
        else:
            yield found.path, found.file_size or 0


def files(run_id):
    folder = Path(target) / run_id
    folder.mkdir(parents=True)
    client.download_artifacts(run_id, "", str(folder))
    return {
        path: [size, hashlib.sha256((folder / path).read_bytes()).hexdigest()]
        for path, size in listed(run_id)
    }


print(json.dumps({run_id: files(run_id) for run_id in run_ids}))
