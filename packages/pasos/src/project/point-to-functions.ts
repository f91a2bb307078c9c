/**
 * Placeholders such as `${number_generator}`, and ARNs of any account, become the ARNs of the functions of these names; a placeholder also
 * that of the only function whose name ends with it, as where a deployment puts a prefix before all names.
 *
 * @param arnOf of a function's name
 */
export function pointToFunctions(definition: string, names: readonly string[], arnOf: (name: string) => string): string {
  const known = new Map(names.map(name => [plain(name), arnOf(name)]))
  const meant = (placeholder: string): string | undefined => {
    const bare = plain(placeholder).replace(/(arn|name)$/, '')
    // `ChargeFunctionArn` and `ChargeLambda` mean `charge`, where no function is called so itself.
    for (const wanted of [plain(placeholder), bare, bare.replace(/(lambdafunction|function|lambda|fn)$/, '')]) {
      const ending = [...known.keys()].filter(name => wanted !== '' && name.endsWith(wanted))
      const found = known.get(wanted) ?? (ending.length === 1 ? known.get(ending[0]!) : undefined)
      if (found !== undefined) return found
    }
    return undefined
  }
  return definition
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => meant(name) ?? whole)
    .replace(/arn:aws[\w-]*:lambda:[\w-]*:\d*:function:([\w-]+)/g, (whole, name: string) => (names.includes(name) ? arnOf(name) : whole))
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
}
