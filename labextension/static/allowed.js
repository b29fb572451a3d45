// Which cells may run by themselves: whole one-liners that open a form, and nothing else.
//
// Managers open notebooks that trainees wrote. So neither a tag nor metadata ever counts, only the
// cell's entire source: no flags (so no multi-line anchors, no case folding, no Unicode classes),
// plain ASCII words in double quotes as arguments, and at most one newline, at the end.

const ALLOWED =
  /^import fivelayer as fl; fl\.(?:start|lesson|exercise|form|dossier|map|desk|live|game|board|report|own)\((?:"[a-z0-9_-]{1,40}"(?:, "[a-z0-9_-]{1,40}")*)?\)\n?$/;

export function isAllowed(source) {
  return typeof source === "string" && source.length <= 400 && ALLOWED.test(source);
}
