const CONTEXT = 3

/** Lines that differ, as `git apply` takes them; the two texts have the same number of lines. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const hunks: { from: number; to: number }[] = []
  for (const [index, line] of old.entries()) {
    if (line === now[index]) continue
    const from = Math.max(0, index - CONTEXT)
    const last = hunks.at(-1)
    if (last !== undefined && from <= last.to) last.to = index + CONTEXT + 1
    else hunks.push({ from, to: index + CONTEXT + 1 })
  }
  // What follows the last line break is no line.
  const count = old.at(-1) === '' ? old.length - 1 : old.length
  const path = file.replaceAll('\\', '/')
  return `--- a/${path}\n+++ b/${path}\n${hunks.map(({ from, to }) => hunk(old, now, from, Math.min(to, count), count)).join('')}`
}

function hunk(old: string[], now: string[], from: number, to: number, count: number): string {
  const lines: string[] = []
  const unfinished = old.length === count ? '\n\\ No newline at end of file' : ''
  const ends = (at: number) => (at === count - 1 ? unfinished : '')
  for (let index = from; index < to; index++) {
    if (old[index] === now[index]) lines.push(` ${old[index]}${ends(index)}`)
    else {
      let next = index
      while (next < to && old[next] !== now[next]) next++
      for (let at = index; at < next; at++) lines.push(`-${old[at]}${ends(at)}`)
      for (let at = index; at < next; at++) lines.push(`+${now[at]}${ends(at)}`)
      index = next - 1
    }
  }
  const length = to - from
  return `@@ -${from + 1},${length} +${from + 1},${length} @@\n${lines.join('\n')}\n`
}
