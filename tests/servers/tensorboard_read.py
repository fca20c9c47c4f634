"""Prints what event files hold, as TensorBoard's own EventAccumulator reads them.

For each line of its input, a folder, it prints one line of JSON: by folder below that one the
scalars as [wall time, step, value], texts and images as [step, ...], and the hyper-parameters.
Numbers of scalars are printed by Python's hex form of a float, so that every bit is there.
"""

import json
import logging
import math
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

logging.disable(logging.CRITICAL)


def hparam(value):
    held = getattr(value, value.WhichOneof("kind"))
    return held if not isinstance(held, float) or math.isfinite(held) else str(held)


def plugin(accumulator, tag):
    return accumulator.SummaryMetadata(tag).plugin_data


def read(folder):
    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    found = {"scalars": {}, "texts": {}, "images": {}}
    for tag in accumulator.Tags()["scalars"]:
        points = accumulator.Scalars(tag)
        found["scalars"][tag] = [
            [float(each.wall_time).hex(), each.step, float(each.value).hex()] for each in points
        ]
    for tag in accumulator.Tags()["tensors"]:
        data = plugin(accumulator, tag)
        events = accumulator.Tensors(tag)
        if data.plugin_name == "hparams":
            content = plugin_data_pb2.HParamsPluginData.FromString(data.content)
            if tag.endswith("session_start_info"):
                start = content.session_start_info
                found["hparams"] = {key: hparam(start.hparams[key]) for key in start.hparams}
                found["started"] = start.start_time_secs
            else:
                found["status"] = content.session_end_info.status
                found["ended"] = content.session_end_info.end_time_secs
            continue
        arrays = [(each.step, tensor_util.make_ndarray(each.tensor_proto)) for each in events]
        if data.plugin_name == "text":
            found["texts"][tag] = [[step, array.tolist()[0].decode()] for step, array in arrays]
        else:
            found["images"][tag] = [
                [step, *(part.decode() for part in array.tolist()[:2]), array.tolist()[2].hex()]
                for step, array in arrays
            ]
    return found


for line in sys.stdin:
    top = line.rstrip("\n")
    folders = {}
    for folder, _, files in os.walk(top):
        if any("tfevents" in name for name in files):
            folders[os.path.relpath(folder, top).replace(os.sep, "/")] = read(folder)
    print(json.dumps(folders), flush=True)
