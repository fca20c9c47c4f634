"""Reads YAML as PyYAML does and holds it against what was logged.

Input: a JSON list of [text, [[key, type, value], ...]]. Prints the first difference, or "ok".
"""
import datetime
import json
import math
import sys

import yaml


def wanted(kind, value):
    if kind == "date":
        return datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(milliseconds=value)
    if kind == "number":
        return float(value)
    if kind == "bigint":
        return int(value)
    return value


def same(read, kind, value):
    if kind == "number":
        if isinstance(read, bool) or not isinstance(read, (int, float)):
            return False
        if math.isnan(value):
            return math.isnan(read)
        return read == value and math.copysign(1, read) == math.copysign(1, value)
    return type(read) is type(value) and read == value


def main():
    for text, entries in json.load(sys.stdin):
        read = yaml.safe_load(text) or {}
        if list(read) != [key for key, _, _ in entries]:
            return f"the keys of {text!r} are {list(read)!r}"
        for key, kind, value in entries:
            if not same(read[key], kind, wanted(kind, value)):
                return f"{key!r} of {text!r} is {read[key]!r}, wanted {value!r}"
    return "ok"


print(main())
