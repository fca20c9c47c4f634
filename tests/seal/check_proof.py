"""Checks a proof of proveEvent() against a run.log, with the standard library alone.

    python check_proof.py run.log proof.json

Prints the log's Merkle root; ends with 1 where the proof does not lead from its event to that root.
"""
import contextlib, hashlib, io, json, pathlib, runpy, sys

def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()

def split(size):
    return 1 << (size - 1).bit_length() - 1

def root(leaves):
    if len(leaves) == 1: return leaves[0]
    left = split(len(leaves))
    return node(root(leaves[:left]), root(leaves[left:]))

def lead(leaf, index, size, path):
    """The root that a path of hashes leads to; the last one is the topmost."""
    if size == 1 or not path: return leaf if size == 1 and not path else b""
    left, *rest = split(size), *path[:-1]
    if index < left: return node(lead(leaf, index, left, rest), path[-1])
    return node(path[-1], lead(leaf, index - left, size - left, rest))

with contextlib.redirect_stdout(io.StringIO()):
    reader = pathlib.Path(__file__).parents[1] / "run" / "read_log.py"
    leaves = runpy.run_path(str(reader))["leaves"]
proof = json.load(open(sys.argv[2]))
index, path = proof["index"], [bytes.fromhex(text) for text in proof["path"]]
top = root(leaves)
print(top.hex())
holds = leaves[index].hex() == proof["leaf"] and len(leaves) == proof["length"]
holds = holds and lead(leaves[index], index, len(leaves), path) == top
sys.exit(0 if holds and top.hex() == proof["root"] else 1)
