/**
 * The only name that is the given one but for capitals, spaces, hyphens and underscores; undefined where none or several are. Nothing else is taken for
 * a slip of the pen: two names that differ in a letter may both be meant.
 */
export function spelledLike(name: string, known: Iterable<string>): string | undefined {
  const wanted = plain(name)
  const found = [...known].filter(each => each !== name && plain(each) === wanted)
  return found.length === 1 ? found[0] : undefined
}

function plain(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase()
}

/** As a parameter of a finding, where there is such a name. */
export function suggestion(name: string, known: Iterable<string>): { suggestion?: string } {
  const found = spelledLike(name, known)
  return found === undefined ? {} : { suggestion: found }
}
