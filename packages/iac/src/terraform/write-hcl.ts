export type HclValue = string | number | boolean | null | undefined | readonly HclValue[] | { readonly [name: string]: HclValue }

/** A value as HCL writes it, continued lines indented. */
export function hclValue(value: HclValue, indent: string): string {
  if (typeof value === 'string') return hclText(value)
  if (isList(value)) {
    const items = value.map(item => `${indent}  ${hclValue(item, `${indent}  `)},`)
    return items.length === 0 ? '[]' : `[\n${items.join('\n')}\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([name, member]) => `${indent}  ${name} = ${hclValue(member, `${indent}  `)}`).join('\n')}\n${indent}}`
}

function isList(value: HclValue): value is readonly HclValue[] {
  return Array.isArray(value)
}

/** A string of HCL. */
export function hclText(value: string): string {
  return hclTemplateText(JSON.stringify(value))
}

/** Text as it stands within a string or a heredoc, where `${` and `%{` would begin templates. */
export function hclTemplateText(text: string): string {
  return text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{')
}

/** A name within Terraform for what has any name. */
export function hclLabel(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
}

/** What is named may be called anything; a comment ends with its line. */
export function hclComment(text: string): string {
  return `# ${text.replace(/\p{Cc}/gu, '\u{FFFD}')}`
}
