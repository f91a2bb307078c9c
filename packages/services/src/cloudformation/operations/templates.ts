import type { Operation } from '@pasos/wire'
import { noStack, noTemplate } from '../errors.ts'
import { readChangeSet } from '../records/change-set-record.ts'
import { findStack } from '../records/stack-record.ts'
import { processedTemplate } from '../template/processed-template.ts'
import { readTemplate } from '../template/template.ts'
import { capabilitiesOf, checkedTemplate, declaredParameters, shownTemplate, type TemplateInput, templateText } from './stack-request.ts'
import type { StackDependencies } from './stacks.ts'

interface GetTemplateInput {
  StackName?: string
  ChangeSetName?: string
  TemplateStage?: 'Original' | 'Processed'
}

export function getTemplate(deps: StackDependencies): Operation<GetTemplateInput, object> {
  return async ({ StackName, ChangeSetName, TemplateStage = 'Original' }, context) => {
    const wanted = ChangeSetName === undefined ? undefined : (await readChangeSet(deps.data, context, ChangeSetName, StackName))?.wanted
    const deployed = wanted ?? (await findStack(deps.data, context, StackName ?? ''))?.deployed
    const text = deployed?.templateBody
    // Of a stack that has a change set and nothing else there is no template yet.
    if (text === '') return { TemplateBody: '', StagesAvailable: ['Original', 'Processed'] }
    if (text === undefined) throw noStack(String(StackName))
    const processed = deployed?.expandedBody ?? text
    const isPlain = TemplateStage === 'Original' || (processed === text && readTemplate(text).transforms.length === 0)
    return { TemplateBody: isPlain ? text : processedText(processed), StagesAvailable: ['Original', 'Processed'] }
  }
}

/** What the transforms have made, as a template of its own. */
function processedText(body: string): string {
  const { description, resources, parameters, mappings, conditions, outputs } = processedTemplate(body)
  const written = Object.entries(resources).map(([id, { type, properties, dependsOn, condition, deletionPolicy }]) => [
    id,
    {
      ...{ Type: type, Properties: properties },
      ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
      ...(condition !== undefined && { Condition: condition }),
      ...(deletionPolicy !== 'Delete' && { DeletionPolicy: deletionPolicy }),
    },
  ])
  const sections = { Parameters: parameters, Mappings: mappings, Conditions: conditions, Outputs: outputs }
  const filled = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0)
  return JSON.stringify({
    ...(description !== undefined && { Description: description }),
    ...Object.fromEntries(filled),
    Resources: Object.fromEntries(written),
  })
}

export function getTemplateSummary(deps: StackDependencies): Operation<TemplateInput & { StackName?: string }, object> {
  return async (input, context) => {
    const given = await templateText(deps, input, context)
    const deployed = given === undefined ? (await findStack(deps.data, context, input.StackName ?? ''))?.deployed : undefined
    const text = given === undefined ? (deployed?.expandedBody ?? deployed?.templateBody) : await shownTemplate(deps, given, context)
    if (text === undefined) {
      throw input.StackName === undefined ? noTemplate() : noStack(input.StackName)
    }
    return summaryOf(text)
  }
}

function summaryOf(text: string): object {
  const written = readTemplate(text)
  const { capabilities, reason } = capabilitiesOf(written.transforms.length > 0 ? processedTemplate(text) : written)
  return {
    ...{ Parameters: declaredParameters(written), Capabilities: capabilities },
    ...(reason !== undefined && { CapabilitiesReason: reason }),
    ...(written.description !== undefined && { Description: written.description }),
    ...(written.transforms.length > 0 && { DeclaredTransforms: written.transforms }),
    ...{ ResourceTypes: [...new Set(Object.values(written.resources).map(({ type }) => type))], Version: '2010-09-09' },
    ...(written.metadata !== null && { Metadata: JSON.stringify(written.metadata) }),
  }
}

export function validateTemplate(deps: StackDependencies): Operation<TemplateInput, object> {
  return async (input, context) => {
    const text = await templateText(deps, input, context)
    if (text === undefined) throw noTemplate()
    const expanded = await shownTemplate(deps, text, context)
    checkedTemplate(expanded)
    const { ResourceTypes: _types, Version: _version, Metadata: _metadata, ...shown } = summaryOf(expanded) as Record<string, unknown>
    return shown
  }
}
