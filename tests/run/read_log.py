"""Prints the events of a run.log as JSON lines, then the Merkle root of them all.

Usage: python3 read_log.py run.log. The layout is told in lib/run/log_frame.ts; the value of a point
is printed as its canonical eight bytes, in hex.
"""
import hashlib, json, struct, sys

def crc32c(data):
    crc = 0xFFFFFFFF
    for bit in (byte >> i & 1 for byte in data for i in range(8)):
        crc = crc >> 1 ^ (crc & 1 ^ bit) * 0x82F63B78
    return crc ^ 0xFFFFFFFF

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        assert self.at <= len(self.data), "the bytes end early"
        return self.data[self.at - count : self.at]

    def varint(self, shift=0):
        byte = self.take(1)[0]
        return (byte & 127) << shift | (self.varint(shift + 7) if byte & 128 else 0)

    def signed(self):
        first = self.take(1)[0]
        size = first & 63 | (self.varint(6) if first & 128 else 0)
        return -size if first & 64 else size

    def turns(self, count, expected, written):
        """Runs of expected items, each run but the last followed by a written one."""
        items = []
        while True:
            for _ in range(self.varint()):
                items.append(expected(len(items)))
            if len(items) == count: return items
            items.append(written(len(items)))

def points(data, count):
    follower, before = {}, -1
    def follow(series):
        nonlocal before
        follower[before] = before = series  # assigned from left to right
        return series
    series = data.turns(count, lambda i: follow(follower[before]), lambda i: follow(data.varint()))
    last, pace = {s: -1 for s in series}, {s: 1 for s in series}
    def step(s, to):
        pace[s], last[s] = to, last[s] + to
        return last[s]
    go_on, turn = lambda i: step(series[i], pace[series[i]]), lambda i: step(series[i], data.signed())
    steps = data.turns(count, go_on, turn)
    mode, now = data.take(1)[0], 0
    def time(distance):
        nonlocal now
        now += distance
        return now
    turn = lambda i: time(data.signed())
    raw = lambda: struct.unpack(f"<{count}d", data.take(8 * count))
    times = raw() if mode == 0 else [turn(i) for i in range(count)] if mode == 1 else (
        data.turns(count, lambda i: time(0), turn))
    for s, n, t in zip(series, steps, times):
        point = struct.pack("<BIdd", 1, s, t, n) + data.take(8)
        yield dict(type="metric", series=s, timestamp=t, step=n, value=point[21:].hex()), point
    assert data.at == len(data.data), "the columns do not fill the frame"

def frames(log):
    assert log.take(8) == b"\x89STEMMA\x01", "no log of a known version"
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
