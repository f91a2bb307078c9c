import { type CheckOptions, checkDefinition, type Finding, lineAndColumn, type TextPosition } from '@pasos/asl'
import type { AuthorDefinition, ReadFile } from './author-definition.ts'
import { isYamlName, plainDefinition } from './plain-definition.ts'
import { fillPlaceholders } from './template/fill-placeholders.ts'
import { isServerless, serverlessDefinitions } from './template/serverless-definitions.ts'
import { isTemplate, templateDefinitions } from './template/template-definitions.ts'
import { withoutVariables } from './terraform/holes.ts'
import { parseYaml, YamlSyntaxError } from './yaml/source-node.ts'

/** What was found in a file. */
export interface FileFindings {
  file: string
  findings: Finding[]
  /** How many definitions were looked at: none, where a template's machines take theirs from a bucket. */
  definitions: number
}

/**
 * The definitions in a file: of a file in the Amazon States Language (JSON or YAML) its own, of a template (CloudFormation, SAM, CDK's
 * output, Serverless) those of its state machines, also where they are in files that the template names.
 *
 * @returns nothing for a file that is none of these
 * @throws YamlSyntaxError; what `read` throws
 */
export function definitionsIn(file: string, author: string, read: ReadFile): AuthorDefinition[] {
  const isYaml = isYamlName(file)
  if (!isYaml && !mayBeTemplate(author)) return [plainDefinition(file, author)]
  const root = isYaml ? parseYaml(author) : parseTemplate(author)
  if (root === undefined) return [plainDefinition(file, author)]
  if (isTemplate(root)) return [...templateDefinitions(file, author, root, read).values()]
  if (isServerless(root)) return serverlessDefinitions(file, author, root, read)
  const isDefinition = /\.asl\.\w+$/i.test(file) || root.members?.some(({ name }) => name === 'StartAt' || name === 'States')
  return isDefinition || !isYaml ? [plainDefinition(file, author, undefined, root)] : []
}

function mayBeTemplate(author: string): boolean {
  return author.includes('"Resources"') || author.includes('"stepFunctions"')
}

/** JSON that is broken is told by the checks, in AWS's words. */
function parseTemplate(author: string) {
  try {
    return parseYaml(author)
  } catch (error) {
    if (error instanceof YamlSyntaxError) return undefined
    throw error
  }
}

/** Checks the definitions in a file; each finding has its place in the file that its author wrote. */
export function checkSource(file: string, author: string, options: CheckOptions, read: ReadFile): FileFindings[] {
  const found = new Map<string, FileFindings>([[file, { file, findings: [], definitions: 0 }]])
  for (const definition of definitionsIn(file, author, read)) {
    const findings = found.get(definition.file) ?? { file: definition.file, findings: [], definitions: 0 }
    found.set(definition.file, findings)
    findings.findings.push(...checkAuthorDefinition(definition, options))
    findings.definitions++
  }
  return [...found.values()]
}

const NO_VALUES: ReadonlyMap<string, string> = new Map()

export function checkAuthorDefinition(definition: AuthorDefinition, options: CheckOptions): Finding[] {
  const { author, type, hasTypedHoles } = definition
  // Without quotes around it a placeholder is a number nearly always: `"Seconds": ${Wait}`.
  const text = fillPlaceholders(definition.text, NO_VALUES, '1')
  const all = checkDefinition(text.text, { substitutions: true, ...options, ...(type && { type }) })
  const findings = hasTypedHoles ? withoutVariables(all, text.text) : all
  if (text.text === author) return findings
  const position = (offset: number): TextPosition => ({ offset, ...lineAndColumn(author, offset) })
  return findings.map(finding => {
    const { range } = finding
    const start = text.locate(range?.start.offset ?? 0)
    const end = range === undefined ? start : Math.max(start, text.locateEnd(range.end.offset))
    return { ...finding, range: { start: position(start), end: position(end) } }
  })
}
