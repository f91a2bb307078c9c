/** The value after an option such as `--seconds`; undefined when it is not given. */
export function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

export function numberArgument(name: string, otherwise: number): number {
  return Number(argument(name) ?? otherwise)
}

export function hasFlag(name: string): boolean {
  return process.argv.includes(name)
}
