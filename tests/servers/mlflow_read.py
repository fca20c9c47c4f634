"""Prints what an MLflow server holds of an experiment, as its own client reads it.

usage: mlflow_read.py URL EXPERIMENT [active|deleted|all]

Numbers are printed by Python's hex form of a float, so that every bit is there.
"""

import json
import sys

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

client = MlflowClient(sys.argv[1])
views = {
    "active": ViewType.ACTIVE_ONLY,
    "deleted": ViewType.DELETED_ONLY,
    "all": ViewType.ALL,
}
view = views[sys.argv[3] if len(sys.argv) > 3 else "active"]
experiment = client.get_experiment_by_name(sys.argv[2])


def dataset(given):
    found = given.dataset
    return {
        "name": found.name,
        "digest": found.digest,
        "sourceType": found.source_type,
        "source": found.source,
        "schema": found.schema,
        "profile": found.profile,
        "tags": {tag.key: tag.value for tag in given.tags},
    }


def history(run_id, key):
    points = client.get_metric_history(run_id, key)
    return [[point.step, point.timestamp, float(point.value).hex()] for point in points]


def run(found):
    info, data = found.info, found.data
    return {
        "runId": info.run_id,
        "name": info.run_name,
        "status": info.status,
        "lifecycle": info.lifecycle_stage,
        "start": info.start_time,
        "end": info.end_time,
        "artifactUri": info.artifact_uri,
        "params": data.params,
        "tags": data.tags,
        "latest": {key: float(value).hex() for key, value in data.metrics.items()},
        "metrics": {key: history(info.run_id, key) for key in data.metrics},
        "datasets": [dataset(given) for given in found.inputs.dataset_inputs],
    }


found = [] if experiment is None else client.search_runs(
    [experiment.experiment_id], run_view_type=view, order_by=["attributes.start_time ASC"]
)
print(json.dumps([run(each) for each in found]))
