/** How messages call a place: without user and query, which may hold a secret. */
export function nameOfPlace(address: string): string {
  return address.replace(/[?#].*$/s, "").replace(/^([^/]*\/\/)[^/]*@/, "$1").replace(/\/+$/, "");
}

/** The folder of a run that its log or manifest was named for; without a `/` at its end. */
export function folderText(path: string): string {
  return path.replace(/[?#].*$/s, "").replace(/\/+(?:(?:run\.log|manifest\.json)\/*)?$/, "");
}
