import { eachOf, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import { kmsService } from '../kms/service.ts'
import { type Place, parameterArn, readReference } from './records/parameter-name.ts'

/** By ARN, without a version or label behind. */
function arnOf(reference: unknown, context: Place): string {
  const { place, names } = readReference(String(reference))
  return parameterArn(place ?? context, names[0] ?? '')
}

const onParameter: Access = { resources: (input, context) => [arnOf(input['Name'], context)] }

const onParameters: Access = {
  resources: (input, context) => {
    const names = Array.isArray(input['Names']) ? input['Names'] : []
    return names.length === 0 ? ['*'] : [...new Set(names.map(name => arnOf(name, context)))]
  },
}

/** A path is asked for as if it were a parameter: who may read it may read all below it. */
const onPath: Access = { resources: (input, context) => [parameterArn(context, String(input['Path']).replace(/(?<=.)\/$/, ''))] }

const onTagged: Access = { resources: (input, context) => [arnOf(input['ResourceId'], context)] }

/** AWS Systems Manager's Parameter Store, API version 2014-11-06. */
export const ssmService: Service = {
  scope: 'ssm',
  tells: tellingOfAll('ssm', () => '*'),
  consumes: ['kms'],
  operations: {
    ...eachOf(['DeleteParameter', 'GetParameter', 'GetParameterHistory', 'PutParameter'], onParameter),
    ...eachOf(['LabelParameterVersion', 'UnlabelParameterVersion'], onParameter),
    ...eachOf(['DeleteParameters', 'GetParameters'], onParameters),
    GetParametersByPath: onPath,
    ...eachOf(['AddTagsToResource', 'ListTagsForResource', 'RemoveTagsFromResource'], onTagged),
    DescribeParameters: onEverything,
  },
  async open({ catalog, data, clock, ids, neighbour }) {
    const { ssmOperations } = await import('./ssm-operations.ts')
    const encryption = async () => {
      const kms = neighbour(kmsService)
      if (!kms) throw new Error('Parameter Store cannot do without KMS')
      return kms
    }
    return { operations: ssmOperations({ catalog, data, clock, ids, encryption }), face: undefined }
  },
}
