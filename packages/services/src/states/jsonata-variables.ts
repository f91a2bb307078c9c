/** Functions of JSONata and AWS's additions: read as values too, e.g. `$map(items, $string)`. */
const FUNCTIONS = new Set(
  (
    'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent distinct each ' +
    'encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber fromMillis hash join keys length ' +
    'lookup lowercase map match max merge millis min not now number pad parse parseInteger partition power random range reduce replace ' +
    'reverse round shuffle sift single sort split spread sqrt states string substring substringAfter substringBefore sum toMillis trim ' +
    'type uppercase uuid zip'
  ).split(' '),
)

const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*[\s\S]*?\*\/|function\s*\(([^)]*)\)|λ\s*\(([^)]*)\)|\$([A-Za-z_][A-Za-z0-9_]*)(\s*:=)?/g

/**
 * The workflow variables that a JSONata string (`{% … %}`) reads: names neither bound inside the expression nor functions. Literals,
 * quoted names and comments are passed over. Names bound anywhere in the expression count as bound everywhere in it.
 */
export function jsonataVariables(text: string): string[] {
  const expression = /^\{%([\s\S]*)%\}$/.exec(text)?.[1]
  if (expression === undefined) return []
  const read: string[] = []
  const bound = new Set<string>()
  for (const [, parameters, lambdaParameters, name, assignment] of expression.matchAll(TOKEN)) {
    const list = parameters ?? lambdaParameters
    if (list !== undefined) for (const [, parameter] of list.matchAll(/\$([A-Za-z_][A-Za-z0-9_]*)/g)) bound.add(parameter ?? '')
    else if (name !== undefined && assignment !== undefined) bound.add(name)
    else if (name !== undefined && !FUNCTIONS.has(name)) read.push(name)
  }
  return read.filter(name => !bound.has(name))
}
