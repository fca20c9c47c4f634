/** What stands where a secret stood. */
export const SECRET = "<secret>";

/** Parts of names whose values are secrets, wherever they stand in the name. */
const PARTS =
  /secret|passw|passphrase|credential|bearer|cookie|token(?!i[sz]|s)|key(?!board|frame|point|word|note|stone)|auth(?!or(?!i[sz]))/;

/** Words that make a name secret where they stand between its other words. */
const WORDS =
  /(?:^|_)(?:pass|passcode|pwd|pw|pgpass|creds?|jwt|pat|otp|signature|sig|sas|dsn|session)(?:_|$)/;

/** Words beside which `tokens` are counted, not kept secret, as in `--max-new-tokens`. */
const COUNTS =
  /(?:^|_)(?:max|min|num|n|number|no|count|per|total|limit|new|input|output|context|train|batch|vocab|size)(?:_|$)/;

/** Tells whether a variable or an option is named like a secret: `HF_TOKEN`, `--api-key`.
 *
 * When in doubt it is one; names that only sound so, such as `TOKENIZERS_PARALLELISM` or
 * `--max-tokens`, are not.
 */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().replace(/[^a-z]+/g, "_");
  return PARTS.test(words) || WORDS.test(words) || (/tokens/.test(words) && !COUNTS.test(words));
}

/** Files that hold secrets by custom. */
const FILES =
  /^(?:\.env(?!\.(?:example|sample|template|dist)$)(?:[._-].*)?|\.?netrc|_netrc|\.npmrc|\.yarnrc|\.pypirc|\.pgpass|\.git-credentials|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)|(?:credentials?|secrets?)(?:\.(?:json|ya?ml|toml|ini|env|txt))?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg))$/i;

/** Tells whether a file holds secrets by custom, such as `.env` or `id_rsa`.
 *
 * @param path with `/` between the parts
 */
export function isSecretFile(path: string): boolean {
  return FILES.test(path.slice(path.lastIndexOf("/") + 1));
}

/** Masks what is secret by its form inside a text: credentials and signed parameters in URLs,
 * `"password": "…"`, `Authorization: …`, and tokens of well-known make.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)([^/\s?#"']{1,2000})@/gi, maskUser)
    .replace(
      /([?&;])([\w.~%-]{1,100})=([^&;#\s"']+)/g,
      (whole, mark, name) => (isSecretName(name) ? `${mark}${name}=${SECRET}` : whole),
    )
    .replace(
      /"([\w.-]{1,100})"(\s{0,9}:\s{0,9})"(?:[^"\\]|\\.)*"/g,
      (whole, name, colon) => (isSecretName(name) ? `"${name}"${colon}"${SECRET}"` : whole),
    )
    .replace(/\b(authorization\s{0,9}[:=]\s{0,9}).{1,4000}/gi, `$1${SECRET}`)
    .replace(/\b(bearer\s{1,9})[\w.~+/=-]{16,}/gi, `$1${SECRET}`)
    .replace(TOKENS, SECRET);
}

/** A user name alone is no secret, unless it stands where a token may stand instead. */
function maskUser(whole: string, scheme: string, user: string): string {
  return user.includes(":") || /^http/i.test(scheme) ? `${scheme}${SECRET}@` : whole;
}

/** Tokens that say by their first letters what they are: GitHub, GitLab, Hugging Face, OpenAI and
 * others with `sk-`, Slack, AWS, Google, npm, PyPI, JSON Web Tokens. */
const TOKENS =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|hf_[A-Za-z0-9]{20,}|sk-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|A(?:KI|SI)A[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|pypi-[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/g;
