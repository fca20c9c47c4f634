"""Prints the models of runs at an MLflow server, as its own client reads and downloads them.

usage: mlflow_models_read.py URL QUESTIONS

QUESTIONS is a JSON list of [experiment id, run id, registered name...]; the answer is a list, too.
"""

import hashlib
import json
import sys
from pathlib import Path

import mlflow
from mlflow.tracking import MlflowClient

url, questions = sys.argv[1:]
mlflow.set_tracking_uri(url)
client = MlflowClient(url)


def files(model_id):
    listed = [artifact.path for artifact in client.list_logged_model_artifacts(model_id)]
    if not listed:
        return {}
    folder = Path(mlflow.artifacts.download_artifacts(f"models:/{model_id}"))
    return {path: hashlib.sha256((folder / path).read_bytes()).hexdigest() for path in listed}


def logged(model):
    return {
        "id": model.model_id,
        "name": model.name,
        "type": model.model_type,
        "status": str(model.status),
        "params": model.params,
        "tags": model.tags,
        "files": files(model.model_id),
    }


def registered(name):
    versions = client.search_model_versions(f"name='{name}'")
    return {
        "aliases": dict(client.get_registered_model(name).aliases),
        "versions": {
            each.version: [each.source, each.run_id, each.model_id, each.status]
            for each in versions
        },
    }


def logged_models(experiment_id, run_id, token=None):
    page = client.search_logged_models(
        [experiment_id], filter_string=f"source_run_id = '{run_id}'", page_token=token
    )
    yield from page
    if page.token:
        yield from logged_models(experiment_id, run_id, page.token)


def answer(experiment_id, run_id, *names):
    run = client.get_run(run_id)
    return {
        "models": [logged(model) for model in logged_models(experiment_id, run_id)],
        "outputs": {each.model_id: each.step for each in run.outputs.model_outputs},
        "inputs": [each.model_id for each in run.inputs.model_inputs],
        "registered": {name: registered(name) for name in names},
    }


print(json.dumps([answer(*question) for question in json.loads(questions)]))
