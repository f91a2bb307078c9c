/**
 * What a command prints for programs: the name and number of its schema first, then members that stay until the number is raised
 * (docs/reference/cli-contract.md).
 */
export function inJson(schema: string, value: object): string {
  return `${JSON.stringify({ schema, ...value }, null, 2)}\n`
}
