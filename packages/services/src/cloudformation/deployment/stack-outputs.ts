import type { Json } from '@pasos/asl'
import type { DataStore, DataWrite } from '@pasos/engine'
import { validationError } from '../errors.ts'
import { type ExportRecord, exportSpace, nameKey, type StackOutput, type StackRecord } from '../records/stack-record.ts'
import { evaluate, holds } from '../template/evaluate.ts'
import type { PreparedStack } from './prepare-stack.ts'

/** The outputs of a stack whose resources are there. @throws ApiError ValidationError */
export function outputsOf({ template, scope }: PreparedStack): StackOutput[] {
  return Object.entries(template.outputs).flatMap(([OutputKey, output]) => {
    const { Condition, Description, Export, Value = null } = output
    if (typeof Condition === 'string' && !holds(Condition, scope)) return []
    const exported = evaluate((Export ?? null) as Json, scope)
    const name = typeof exported === 'object' && exported !== null && !Array.isArray(exported) ? exported['Name'] : undefined
    const value = evaluate(Value, scope)
    const text = Array.isArray(value) ? value.map(String).join(',') : String(value)
    return [
      {
        ...{ OutputKey, OutputValue: text },
        ...(typeof Description === 'string' && { Description }),
        ...(name !== undefined && { ExportName: String(name) }),
      },
    ]
  })
}

/** The writes that make exports what the outputs say. @throws ApiError ValidationError for a name that another stack has */
export async function exportWrites(data: DataStore, stack: StackRecord, outputs: readonly StackOutput[]): Promise<DataWrite[]> {
  const wanted = new Map(outputs.flatMap(({ ExportName, OutputValue }) => (ExportName === undefined ? [] : [[ExportName, OutputValue]])))
  for (const name of wanted.keys()) {
    const present = await data.get(exportSpace, nameKey(stack, name))
    const owner = present === undefined ? undefined : (JSON.parse(String(present)) as ExportRecord).stackId
    if (owner !== undefined && owner !== stack.stackId) {
      throw validationError(`Export with name ${name} is already exported by stack ${owner.split('/')[1]}`)
    }
  }
  const gone = stack.outputs.flatMap(({ ExportName }) => (ExportName === undefined || wanted.has(ExportName) ? [] : [ExportName]))
  return [
    ...gone.map(name => ({ space: exportSpace, key: nameKey(stack, name), value: undefined })),
    ...[...wanted].map(([name, value]) => {
      const record: ExportRecord = { value, stackId: stack.stackId }
      return { space: exportSpace, key: nameKey(stack, name), value: JSON.stringify(record) }
    }),
  ]
}
