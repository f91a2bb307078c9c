const KEPT = 4

/** What is made of a text, kept for the last few: who asks for the same text soon is given the same, and is not to change it. */
export function keptByText<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>()
  return text => {
    const made = kept.has(text) ? (kept.get(text) as T) : make(text)
    // What was asked for last goes last.
    kept.delete(text)
    kept.set(text, made)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return made
  }
}
