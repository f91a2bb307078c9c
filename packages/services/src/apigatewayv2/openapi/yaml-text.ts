import { isJsonObject, type Json } from '@pasos/asl'

/** A value as YAML in block style: texts in quotes, as JSON has them, so that none is taken for anything else. */
export function yamlText(value: Json): string {
  return `${linesOf(value).join('\n')}\n`
}

function linesOf(value: Json): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap(item => linesOf(item).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`))
  }
  if (!isJsonObject(value) || Object.keys(value).length === 0) return [JSON.stringify(value)]
  return Object.entries(value).flatMap(([name, member]) => {
    const key = `${/^(?!(?:null|true|false|yes|no|on|off|y|n)$)[A-Za-z][\w-]*$/i.test(name) ? name : JSON.stringify(name)}:`
    const isNested = typeof member === 'object' && member !== null && Object.keys(member).length > 0
    const lines = linesOf(member)
    return isNested ? [key, ...lines.map(line => (Array.isArray(member) ? line : `  ${line}`))] : [`${key} ${lines[0]}`]
  })
}
