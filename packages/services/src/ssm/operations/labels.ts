import type { Operation, ssm } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { tooManyLabels, versionNotFound } from '../errors.ts'
import { changeParameter, latestOf, type ParameterRecord, type ParameterVersion, requireParameter } from '../records/parameter-record.ts'

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
const mostLabels = 10
const isLabel = (label: string): boolean => /^[A-Za-z._-][A-Za-z0-9._-]*$/.test(label) && !/^(aws|ssm)/i.test(label)

/** A label is at one version of a parameter alone: it moves. What cannot be a label is told, and spoils nothing else. */
export function labelParameterVersion({
  catalog,
}: ParameterDependencies): Operation<ssm.LabelParameterVersionRequest, ssm.LabelParameterVersionResult> {
  return async ({ Name = '', ParameterVersion, Labels = [] }, context) => {
    const found = requireParameter(catalog, Name, context)
    const labels = [...new Set(Labels.filter(isLabel))]
    return changeParameter(catalog, found, record => {
      const number = numberedVersion(record, ParameterVersion ?? latestOf(record).version)
      const versions = record.versions.map(version => {
        const others = version.labels.filter(label => !labels.includes(label))
        return { ...version, labels: version.version === number ? [...others, ...labels] : others }
      })
      if (versions.some(version => version.labels.length > mostLabels)) throw tooManyLabels()
      return {
        next: { ...record, versions },
        result: { InvalidLabels: Labels.filter(label => !isLabel(label)), ParameterVersion: number },
      }
    })
  }
}

export function unlabelParameterVersion({
  catalog,
}: ParameterDependencies): Operation<ssm.UnlabelParameterVersionRequest, ssm.UnlabelParameterVersionResult> {
  return async ({ Name = '', ParameterVersion = 0, Labels = [] }, context) => {
    const found = requireParameter(catalog, Name, context)
    return changeParameter(catalog, found, record => {
      const number = numberedVersion(record, ParameterVersion)
      const at = record.versions.find(({ version }) => version === number)
      const RemovedLabels = Labels.filter(label => at?.labels.includes(label))
      const versions = record.versions.map(
        (version): ParameterVersion =>
          version === at ? { ...version, labels: version.labels.filter(label => !Labels.includes(label)) } : version,
      )
      const InvalidLabels = Labels.filter(label => !RemovedLabels.includes(label))
      return { next: { ...record, versions }, result: { RemovedLabels, InvalidLabels } }
    })
  }
}

/** @throws ApiError ParameterVersionNotFound */
function numberedVersion({ name, versions }: ParameterRecord, asked: number): number {
  if (!versions.some(({ version }) => version === asked)) throw versionNotFound(`version ${asked}`, name)
  return asked
}
