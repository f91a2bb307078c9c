import { readFileSync } from 'node:fs'
import { type CheckOptions, checkDefinition, type Finding, lineAndColumn } from '@pasos/asl'
import type { FileFindings } from '../check-source.ts'
import { SourceText } from '../source-text.ts'
import { fillPlaceholders } from '../template/fill-placeholders.ts'
import { evaluate, type Lookup, renderJson, renderTemplate } from './evaluate.ts'
import { functionPackages, type ModuleFunction } from './function-packages.ts'
import type { HclExpression, TemplatePart } from './hcl-syntax.ts'
import { HOLE, withoutHoles } from './holes.ts'
import { parseTemplateFile } from './parse-hcl.ts'
import {
  attributeText,
  resolvePath,
  type TerraformFile,
  type TerraformLocal,
  type TerraformModule,
  type TerraformResource,
} from './terraform-module.ts'

/** A definition as a deployment would send it, and the file its places are told in. */
interface Definition {
  text: SourceText
  file: TerraformFile
}

/**
 * Checks the state machines of a module with what their functions' zips will hold.
 *
 * @param wanted the machines in these files only, if given
 */
export function checkTerraform(module: TerraformModule, options: CheckOptions, wanted?: string): FileFindings[] {
  const functions = functionPackages(module)
  const packages = Object.fromEntries([...functions].map(([arn, each]) => [arn, each.package]))
  const found = new Map<string, Finding[]>()
  const definitions = new Map<string, number>()
  const add = (file: string, finding: Finding) => {
    const findings = found.get(file) ?? []
    found.set(file, findings)
    // Two tasks may call the same function.
    if (!findings.some(other => other.rule === finding.rule && other.range?.start.offset === finding.range?.start.offset))
      findings.push(finding)
  }
  for (const resource of module.resources) {
    if (resource.type !== 'aws_sfn_state_machine' || (wanted !== undefined && resource.file.path !== wanted)) continue
    found.set(resource.file.path, found.get(resource.file.path) ?? [])
    const definition = definitionOf(module, resource)
    if (definition === undefined) continue
    found.set(definition.file.path, found.get(definition.file.path) ?? [])
    definitions.set(definition.file.path, (definitions.get(definition.file.path) ?? 0) + 1)
    const type = attributeText(resource, 'type') === 'EXPRESS' ? 'EXPRESS' : options.type
    const { text } = definition.text
    const checked = checkDefinition(text, { ...options, ...(type && { type }), substitutions: true, functions: packages })
    for (const finding of withoutHoles(checked, text)) {
      const place = handlerPlace(finding, text, functions) ?? placeIn(definition, finding)
      add(place.file.path, withRange(finding, place))
    }
  }
  return [...found].map(([file, findings]) => ({ file, findings: findings.sort(byPlace), definitions: definitions.get(file) ?? 0 }))
}

function byPlace(a: Finding, b: Finding): number {
  return (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0)
}

/** The definition of a state machine, as far as the files say it. */
export function definitionOf(module: TerraformModule, resource: TerraformResource): Definition | undefined {
  const written = resource.body.attributes.get('definition')
  return written && definitionIn(module, resource, { expression: written, file: resource.file }, 0)
}

/** Names may not lead back to themselves; a module that has them so is not ours to mend. */
const MOST_NAMES = 20

function definitionIn(
  module: TerraformModule,
  resource: TerraformResource,
  written: TerraformLocal,
  depth: number,
): Definition | undefined {
  const { expression, file } = written
  const { lookup } = resource
  if (expression.kind === 'reference') {
    const named = depth < MOST_NAMES ? namedBy(module, expression) : undefined
    if (named !== undefined && 'template' in named) return renderedData(module, resource, named)
    return named && definitionIn(module, resource, named, depth + 1)
  }
  if (expression.kind === 'template') return rendered(expression.parts, lookup, file)
  if (expression.kind !== 'call') return undefined
  const [first, second] = expression.args
  if (expression.name === 'jsonencode' && first !== undefined) return { text: renderJson(first, lookup), file }
  if (first === undefined || (expression.name !== 'file' && expression.name !== 'templatefile')) return undefined
  return readDefinition(module, resource, first, expression.name === 'templatefile' ? second : undefined)
}

/** What `local.NAME` or `data.template_file.NAME.rendered` stands for. */
function namedBy(
  module: TerraformModule,
  { root, steps }: HclExpression & { kind: 'reference' },
): TerraformLocal | TemplateData | undefined {
  const [first, second, third, ...rest] = steps.map(step => ('name' in step ? step.name : ''))
  if (root === 'local' && second === undefined) return module.locals.get(first ?? '')
  if (root !== 'data' || first !== 'template_file' || third !== 'rendered' || rest.length > 0) return undefined
  const data = module.resources.find(({ type, name }) => type === first && name === second)
  const template = data?.body.attributes.get('template')
  return data && template && { data, template, variables: data.body.attributes.get('vars') }
}

/** What templatefile() was before there was it. */
interface TemplateData {
  data: TerraformResource
  template: HclExpression
  variables: HclExpression | undefined
}

function renderedData(
  module: TerraformModule,
  resource: TerraformResource,
  { data, template, variables }: TemplateData,
): Definition | undefined {
  const path = template.kind === 'call' && template.name === 'file' ? template.args[0] : undefined
  if (path !== undefined) return readDefinition(module, data, path, variables)
  return definitionIn(module, resource, { expression: template, file: data.file }, MOST_NAMES)
}

/** file() and templatefile(): findings are places in that file. */
function readDefinition(
  module: TerraformModule,
  { lookup }: TerraformResource,
  pathExpression: HclExpression,
  variables: HclExpression | undefined,
): Definition | undefined {
  const path = evaluate(pathExpression, lookup)
  if (typeof path !== 'string') return undefined
  const file = { path: resolvePath(module, path), text: readFileSync(resolvePath(module, path), 'utf8') }
  const template = variables === undefined ? undefined : parseTemplateFile(file.text)
  if (template?.kind !== 'template' || variables === undefined) {
    const text = new SourceText()
    text.append(file.text, 0, true)
    return { text, file }
  }
  const values = evaluate(variables, lookup)
  const known = typeof values === 'object' && values !== null && !Array.isArray(values) ? values : {}
  const named: Lookup = (root, steps) => (steps.length === 0 && Object.hasOwn(known, root) ? known[root] : undefined)
  return rendered(template.parts, named, file)
}

/** A text with its values; undefined where directives (`%{ if … }`) decide what stands in it. */
function rendered(parts: readonly TemplatePart[], lookup: Lookup, file: TerraformFile): Definition | undefined {
  if (parts.some(part => part.kind === 'value' && part.source.startsWith('%'))) return undefined
  // Outside of quotes stands a value of any kind.
  return { text: fillPlaceholders(renderTemplate(parts, lookup), NO_VALUES, HOLE), file }
}

const NO_VALUES: ReadonlyMap<string, string> = new Map()

interface FilePlace {
  file: TerraformFile
  start: number
  end: number
}

/** What is wrong with a handler is told where the handler is written. */
function handlerPlace(finding: Finding, text: string, functions: ReadonlyMap<string, ModuleFunction>): FilePlace | undefined {
  if (finding.rule !== 'handler-file' && finding.rule !== 'handler-format') return undefined
  const value = finding.range && text.slice(finding.range.start.offset, finding.range.end.offset)
  const arn = /arn:[^"]+:function:[^":]+/.exec(value ?? '')?.[0]
  const resource = arn === undefined ? undefined : functions.get(arn)?.resource
  const handler = resource?.body.attributes.get('handler')
  return resource && handler && { file: resource.file, start: handler.start, end: handler.end }
}

function placeIn({ text, file }: Definition, { range }: Finding): FilePlace {
  const start = text.locate(range?.start.offset ?? 0)
  return { file, start, end: range === undefined ? start : Math.max(start, text.locateEnd(range.end.offset)) }
}

function withRange(finding: Finding, { file, start, end }: FilePlace): Finding {
  const position = (offset: number) => ({ offset, ...lineAndColumn(file.text, offset) })
  return { ...finding, range: { start: position(start), end: position(end) } }
}
