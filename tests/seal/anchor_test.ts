import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { generateSealKey, sealRun, verifyRun } from "stemma/seal";
import { oracle } from "../oracle.ts";
import { withSavedRun } from "./sealed_folder.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** The smallest authority that OpenSSL takes. */
const authority = `
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

test(
  "an RFC 3161 time stamp is an anchor that OpenSSL verifies over the attestation",
  oracle("openssl", hasOpenssl),
  async () => {
    const { privateKey, publicKey } = await generateSealKey();
    await withSavedRun(async (directory) => {
      const cwd = dirname(directory);
      const openssl = (args: string) => spawnSync("openssl", args.split(" "), { cwd });
      const run = (args: string) => {
        const { status, stderr } = openssl(args);
        assert.equal(status, 0, `${args}: ${stderr}`);
      };
      writeFileSync(join(cwd, "tsa.cnf"), authority);
      writeFileSync(join(cwd, "serial"), "01\n");
      run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.pem " +
          "-subj /CN=tsa -addext extendedKeyUsage=critical,timeStamping",
      );
      await sealRun(directory, {
        key: privateKey,
        anchor: (bytes) => {
          writeFileSync(join(cwd, "asked"), bytes);
          run("ts -query -data asked -sha256 -cert -out query");
          run(
            "ts -reply -config tsa.cnf -section tsa -queryfile query -signer tsa.pem -inkey tsa.key " +
              "-out reply",
          );
          return Promise.resolve(Uint8Array.from(readFileSync(join(cwd, "reply"))));
        },
      });
      const attestation = join(directory, "seal/attestation.sigstore.json");
      const verify = `ts -verify -data ${attestation} -in ${directory}/seal/anchor -CAfile tsa.pem`;
      run(verify);
      const { ok, findings } = await verifyRun(directory, { keys: [publicKey] });
      assert.ok(ok);
      assert.ok(!findings.some(({ code }) => code === "no-anchor"));
      appendFileSync(attestation, " ");
      assert.notEqual(openssl(verify).status, 0);
    });
  },
);
