/**
 * The same function, which finds out once what a text comes to: for texts of which there are few and which are asked for with every task.
 * Its results are shared, so nobody may change them. `most`: texts that are kept before all are forgotten; `longest`: a longer one, which
 * may be somebody's attempt to fill the memory, is never kept.
 */
export function remembered<Result>(most: number, find: (text: string) => Result, longest = 2_048): (text: string) => Result {
  const known = new Map<string, Result>()
  return text => {
    const found = known.get(text)
    if (found !== undefined || known.has(text)) return found as Result
    const result = find(text)
    if (text.length > longest) return result
    if (known.size >= most) known.clear()
    known.set(text, result)
    return result
  }
}
