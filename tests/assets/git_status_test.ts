import assert from "node:assert/strict";
import test from "node:test";
import { _readGitStatus, _splitNul } from "../../lib/assets/git_status.ts";

const bytes = (...fields: string[]) =>
  new TextEncoder().encode(fields.map((f) => f + "\0").join(""));
const short = (...fields: string[]) =>
  _readGitStatus(bytes(...fields)).map(({ path, inCommit, tracked, onDisk }) =>
    `${path} ${inCommit ? "c" : "-"}${tracked ? "t" : "-"}${onDisk ? "d" : "-"}`
  );

test("_readGitStatus() reads each state of a path", () => {
  assert.deepEqual(
    short(
      " M modified",
      "M  staged",
      "MD both",
      "A  added",
      "AM added more",
      "AD gone again",
      " D deleted",
      "D  unstaged",
      "?? ne w",
      "?? sub/",
      "!! ignored",
      "UU conflict",
      " T type",
    ),
    [
      "added -td",
      "added more -td",
      "both ct-",
      "conflict ctd",
      "deleted ct-",
      "gone again -t-",
      "modified ctd",
      "ne w --d",
      "staged ctd",
      "sub --d",
      "type ctd",
      "unstaged ct-",
    ],
  );
});

test("_readGitStatus() reads renames, copies, and paths that came back", () => {
  assert.deepEqual(short("R  new", "old", "C  copy", "source"), ["copy -td", "new -td", "old ct-"]);
  assert.deepEqual(short("D  back", "?? back"), ["back ctd"]);
  assert.deepEqual(short(" M a -> b", ' M "q"', "?? new\nline"), [
    '"q" ctd',
    "a -> b ctd",
    "new\nline --d",
  ]);
});

test("_readGitStatus() refuses what git did not write", () => {
  for (const fields of [["x"], ["MM"], ["XY path"], ["R  new"], [""], ["fatal: no"]]) {
    assert.throws(() => _readGitStatus(bytes(...fields)), SyntaxError);
  }
  assert.deepEqual(_readGitStatus(new Uint8Array()), []);
  assert.deepEqual(_splitNul(Uint8Array.of(0x61, 0xff, 0, 0x62)), ["a\ufffd", "b"]);
});
