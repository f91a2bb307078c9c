/** Puts parameters into a template: `{name}`. A name without a value stays as written. */
export function fillIn(template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z][A-Za-z]*)\}/g, (all, name: string) => (Object.hasOwn(parameters, name) ? parameters[name]! : all))
}
