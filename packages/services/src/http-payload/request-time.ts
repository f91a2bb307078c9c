/** `12/Mar/2020:19:03:58 +0000`, as API Gateway tells when a request came. */
export function requestTime(epochMs: number): string {
  const at = new Date(epochMs)
  const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(at.toUTCString()) ?? []
  return `${day}/${month}/${year}:${at.toISOString().slice(11, 19)} +0000`
}
