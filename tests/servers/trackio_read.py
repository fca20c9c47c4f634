"""Prints what a trackio server's database holds of a run, read from its file.

usage: trackio_read.py FOLDER PROJECT RUN_ID

Numbers are printed by Python's hex form of a float, so that every bit is there.
"""

import json
import sqlite3
import sys

folder, project, run_id = sys.argv[1:4]
database = sqlite3.connect(f"file:{folder}/{project}.db?mode=ro", uri=True)


def spell(value):
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value).hex()
    return value


rows = [
    {
        "id": log_id,
        "name": name,
        "step": step,
        "metrics": {key: spell(value) for key, value in json.loads(metrics).items()},
    }
    for log_id, name, step, metrics in database.execute(
        "SELECT log_id, run_name, step, metrics FROM metrics WHERE run_id = ? ORDER BY log_id",
        (run_id,),
    )
]
configs = database.execute("SELECT config FROM configs WHERE run_id = ?", (run_id,)).fetchall()
print(json.dumps({"rows": rows, "configs": [json.loads(config) for (config,) in configs]}))
