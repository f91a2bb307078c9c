/** What Windows has no files of, whatever ends their names. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** What files are called, by the names of what is in them: no two alike where capitals do not count, as on macOS and Windows. */
export function fileNames(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>()
  const files = new Map<string, string>()
  for (const name of names) {
    if (files.has(name)) continue
    const plain = DEVICE.test(name) ? `_${name}` : name
    let file = plain
    for (let number = 2; taken.has(file.toLowerCase()); number++) file = `${plain}-${number}`
    taken.add(file.toLowerCase())
    files.set(name, file)
  }
  return files
}
