import { expect, test } from 'vitest'
import { refusalText } from '../iam/refusal-text.ts'
import { allServices } from '../services.ts'

/** What AWS says in these refusals, after `is not authorized to perform: `. */
const told: [action: string, resource: string, text: string][] = [
  ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:q', 'sqs:sendmessage on resource: arn:aws:sqs:eu-west-1:123456789012:q'],
  ['sqs:ListQueues', '*', 'sqs:listqueues on resource: arn:aws:sqs:eu-west-1:123456789012:'],
  ['sns:Publish', 'arn:aws:sns:eu-west-1:123456789012:t', 'SNS:Publish on resource: arn:aws:sns:eu-west-1:123456789012:t'],
  ['sns:ListTopics', '*', 'SNS:ListTopics on resource: arn:aws:sns:eu-west-1:123456789012:*'],
  ['s3:GetObject', 'arn:aws:s3:::b/k', 's3:GetObject on resource: "arn:aws:s3:::b/k"'],
  ['s3:ListAllMyBuckets', '*', 's3:ListAllMyBuckets'],
  ['dynamodb:ListTables', '*', 'dynamodb:ListTables on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/*'],
  ['iam:GetRole', 'arn:aws:iam::123456789012:role/p/r', 'iam:GetRole on resource: role r'],
  ['iam:CreateRole', 'arn:aws:iam::123456789012:role/r', 'iam:CreateRole on resource: arn:aws:iam::123456789012:role/r'],
  ['iam:GetPolicy', 'arn:aws:iam::aws:policy/P', 'iam:GetPolicy on resource: policy arn:aws:iam::aws:policy/P'],
  [
    'logs:CreateLogGroup',
    'arn:aws:logs:eu-west-1:123456789012:log-group:g',
    'logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:123456789012:log-group:g:log-stream:',
  ],
  ['logs:DescribeLogGroups', '*', 'logs:DescribeLogGroups on resource: arn:aws:logs:eu-west-1:123456789012:log-group::log-stream:'],
  ['events:ListRules', '*', 'events:ListRules on resource: arn:aws:events:eu-west-1:123456789012:rule/*'],
  ['secretsmanager:ListSecrets', '*', 'secretsmanager:ListSecrets'],
  [
    'secretsmanager:CreateSecret',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-??????',
    'secretsmanager:CreateSecret on resource: x',
  ],
  ['ssm:DescribeParameters', '*', 'ssm:DescribeParameters on resource: arn:aws:ssm:eu-west-1:123456789012:*'],
  ['cloudwatch:PutMetricData', '*', 'cloudwatch:PutMetricData'],
  ['cloudwatch:DescribeAlarms', '*', 'cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*'],
  ['lambda:ListFunctions', '*', 'lambda:ListFunctions on resource: *'],
]

test.each(told)('a refusal of %s on %s is told as AWS tells it', (action, resource, text) => {
  const service = allServices.find(each => (each.iamPrefix ?? each.scope) === action.split(':')[0])!
  const place = { region: 'eu-west-1', accountId: '123456789012' }
  expect(refusalText('me', service.tells?.(action, resource, place) ?? { action, resource }, 'because')).toBe(
    `User: me is not authorized to perform: ${text} because`,
  )
})
