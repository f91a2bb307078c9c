import type { Operation } from '@pasos/wire'
import type { ParameterDependencies } from './dependencies.ts'
import { deleteParameter, deleteParameters } from './operations/delete-parameters.ts'
import { getParameter, getParameters } from './operations/get-parameters.ts'
import { labelParameterVersion, unlabelParameterVersion } from './operations/labels.ts'
import { describeParameters, getParameterHistory, getParametersByPath } from './operations/list-parameters.ts'
import { putParameter } from './operations/put-parameter.ts'
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts'

export function ssmOperations(deps: ParameterDependencies): Record<string, Operation> {
  return {
    AddTagsToResource: addTagsToResource(deps),
    DeleteParameter: deleteParameter(deps),
    DeleteParameters: deleteParameters(deps),
    DescribeParameters: describeParameters(deps),
    GetParameter: getParameter(deps),
    GetParameterHistory: getParameterHistory(deps),
    GetParameters: getParameters(deps),
    GetParametersByPath: getParametersByPath(deps),
    LabelParameterVersion: labelParameterVersion(deps),
    ListTagsForResource: listTagsForResource(deps),
    PutParameter: putParameter(deps),
    RemoveTagsFromResource: removeTagsFromResource(deps),
    UnlabelParameterVersion: unlabelParameterVersion(deps),
  }
}
