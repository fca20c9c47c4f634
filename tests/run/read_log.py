"""Prints the events of a run.log as JSON lines, then the Merkle root of them all.

The layout is told in lib/run/log_frame.ts; a point's value is printed as its eight bytes, in hex.
"""
import hashlib, json, struct, sys
from itertools import accumulate

def crc32c(data):
    crc = 0xFFFFFFFF
    for bit in (byte >> i & 1 for byte in data for i in range(8)):
        crc = crc >> 1 ^ (crc & 1 ^ bit) * 0x82F63B78
    return crc ^ 0xFFFFFFFF

class Reader:
    def __init__(self, data): self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        assert self.at <= len(self.data), "the bytes end early"
        return self.data[self.at - count : self.at]

    def floats(self, form, count):
        return struct.unpack(f"<{count}{form}", self.take(count * struct.calcsize(form)))

    def varint(self, shift=0):
        byte = self.take(1)[0]
        return (byte & 127) << shift | (self.varint(shift + 7) if byte & 128 else 0)

    def signed(self):
        first = self.take(1)[0]
        size = first & 63 | (self.varint(6) if first & 128 else 0)
        return -size if first & 64 else size

    def turns(self, count, read):
        """Runs of expected items, here None, each run but the last followed by a written one."""
        items = [None] * self.varint()
        while len(items) < count:
            items += [read()] + [None] * self.varint()
        return items

def points(data, count):
    follower, before, series, first, last, pace, steps, values = {}, -1, [], 0, 0, 1, [], []
    for written in data.turns(count, data.varint):
        series.append(follower.get(before, before + 1) if written is None else written)
        follower[before] = before = series[-1]  # assigned from left to right
    form, mode = data.take(1)[0], 0
    read = lambda: data.turns(count, data.signed) if form == 2 else (data.signed() for _ in series)
    times = data.floats("d", count) if form == 0 else [*accumulate(d or 0 for d in read())]
    groups = {s: [] for s in series}
    for i, s in enumerate(series): groups[s].append(i)
    order = sum(groups.values(), [])
    for i, distance in zip(order, data.turns(count, data.signed)):
        if i == groups[series[i]][0]: first = last = first + (distance or 0)
        else: last += (pace := pace if distance is None else distance)
        steps.append(last)
    for group, changed in zip(groups.values(), data.turns(len(groups), lambda: data.take(1)[0])):
        mode = mode if changed is None else changed
        if mode == 2:
            table = data.floats("d", data.take(1)[0] + 1)
            values += (table[place] for place in data.take(len(group)))
        else: values += data.floats("df"[mode], len(group))
    for i, step, v in sorted(zip(order, steps, values), key=lambda point: point[0]):
        point = struct.pack("<BIddd", 1, series[i], times[i], step, v if v == v else float("nan"))
        named = dict(series=series[i], timestamp=times[i], step=step, value=point[21:].hex())
        yield named | dict(type="metric"), point
    assert data.at == len(data.data), "the columns do not fill the frame"

def frames(log):
    assert log.take(8) == b"\x89STEMMA\x02", "no log of a known version"
    number = 0
    while log.at < len(log.data):
        mark, kind, size, first, check = struct.unpack("<4s4I", log.take(20))
        assert mark == b"LOGM" and first == number, "no frame"
        assert check == crc32c(log.data[log.at - 20 : log.at - 4]), "damaged"
        data = Reader(log.take(size))
        assert log.take(4) == struct.pack("<I", crc32c(data.data)), "damaged"
        number += kind >> 8
        yield kind & 255, kind >> 8, data

def events(data, count):
    texts = [(data.varint(), data.take(data.varint())) for _ in range(data.varint())]
    rest = points(data, count - len(texts))
    for gap, text in texts:
        yield from (next(rest) for _ in range(gap))
        yield json.loads(text), text
    yield from rest

def root(hashes):
    while len(hashes) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2])]
        hashes = pairs + hashes[2 * len(pairs) :]
    return hashes[0]

leaves = []
for kind, count, data in frames(Reader(open(sys.argv[1], "rb").read())):
    for event, canonical in events(data, count) if kind == 1 else ():
        leaves.append(hashlib.sha256(b"\0" + canonical).digest())
        print(json.dumps(event, sort_keys=True))
    assert kind == 1 or data.data == root(leaves), "the root does not fit"
print(root(leaves).hex())
