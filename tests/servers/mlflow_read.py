"""Says what an MLflow server holds, as its own client reads it.

usage: mlflow_read.py URL; a line of JSON {"experiment", "view"?, "runId"?} on the standard input is
answered with a line of JSON, a list of runs or {"error"}. `view` is active, deleted or all; `runId`
is our own id. A number that JSON has not is a text.
"""

import json
import math
import sys

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

client = MlflowClient(sys.argv[1])
views = {
    "active": ViewType.ACTIVE_ONLY,
    "deleted": ViewType.DELETED_ONLY,
    "all": ViewType.ALL,
}


def number(value):
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


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
    return [[point.step, point.timestamp, number(point.value)] for point in points]


def run(found):
    info, data = found.info, found.data
    return {
        "runId": info.run_id,
        "experimentId": info.experiment_id,
        "name": info.run_name,
        "status": info.status,
        "lifecycle": info.lifecycle_stage,
        "start": info.start_time,
        "end": info.end_time,
        "artifactUri": info.artifact_uri,
        "params": data.params,
        "tags": data.tags,
        "latest": {key: number(value) for key, value in data.metrics.items()},
        "metrics": {key: history(info.run_id, key) for key in data.metrics},
        "datasets": [dataset(given) for given in found.inputs.dataset_inputs],
    }


def runs(experiment, view="active", runId=None):
    found = client.get_experiment_by_name(experiment)
    if found is None:
        return []
    wanted = "" if runId is None else f"tags.`stemma.runId` = '{runId}'"
    order = ["attributes.start_time ASC"]
    return [
        run(each)
        for each in client.search_runs([found.experiment_id], wanted, views[view], order_by=order)
    ]


for line in sys.stdin:
    try:
        answer = runs(**json.loads(line))
    except Exception as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
