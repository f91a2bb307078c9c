import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidParameter, invalidValue, missingParameter } from '../errors.ts'
import { changeQueue, placeOfUrl, type QueueRecord } from '../records/queue-record.ts'

interface Policy {
  Version: string
  Id?: string
  Statement: { Sid?: string }[]
}

/** Adds a statement to the queue's policy. */
export function addPermission({ catalog }: SqsDependencies): Operation<sqs.AddPermissionRequest, object> {
  return async (input, context) => {
    const { Label = '', AWSAccountIds = [], Actions = [] } = input
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Label))
      throw invalidValue(Label, 'Label', 'Label must be 1 to 80 alphanumeric characters, hyphens or underscores.')
    if (AWSAccountIds.length === 0) throw missingParameter('AWSAccountIds')
    if (Actions.length === 0) throw missingParameter('Actions')
    await changeQueue(catalog, placeOfUrl(input.QueueUrl, context), record => {
      const policy = policyOf(record)
      if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidValue(Label, 'Label', 'Already exists.')
      const statement = {
        Sid: Label,
        Effect: 'Allow',
        Principal: { AWS: AWSAccountIds.map(id => `arn:aws:iam::${id}:root`) },
        Action: Actions.map(action => `SQS:${action}`),
        Resource: record.arn,
      }
      return withPolicy(record, { ...policy, Statement: [...policy.Statement, statement] })
    })
    return {}
  }
}

export function removePermission({ catalog }: SqsDependencies): Operation<sqs.RemovePermissionRequest, object> {
  return async (input, context) => {
    await changeQueue(catalog, placeOfUrl(input.QueueUrl, context), record => {
      const policy = policyOf(record)
      const left = policy.Statement.filter(({ Sid }) => Sid !== input.Label)
      if (left.length === policy.Statement.length) {
        throw invalidParameter(`Value ${input.Label} for parameter Label is invalid. Reason: can't find label on existing policy.`)
      }
      return withPolicy(record, { ...policy, Statement: left })
    })
    return {}
  }
}

function policyOf({ attributes, arn }: QueueRecord): Policy {
  const text = attributes['Policy']
  if (text === undefined) return { Version: '2012-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] }
  const policy = JSON.parse(text) as Omit<Policy, 'Statement'> & { Statement: Policy['Statement'] | Policy['Statement'][number] }
  return { ...policy, Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement] }
}

function withPolicy(record: QueueRecord, policy: Policy): QueueRecord {
  const { Policy: _, ...attributes } = record.attributes
  return { ...record, attributes: policy.Statement.length === 0 ? attributes : { ...attributes, Policy: JSON.stringify(policy) } }
}
