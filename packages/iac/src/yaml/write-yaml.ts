import type { Json } from '@pasos/asl'
import { stringify } from 'yaml'

/** A value as YAML in block style: texts in quotes, and keys where they need them, so that no reader of YAML 1.1 or 1.2 takes one for anything else. */
export function yamlText(value: Json): string {
  return stringify(value, { version: '1.1', lineWidth: 0, indentSeq: false, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
}
