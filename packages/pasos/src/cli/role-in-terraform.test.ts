import { expect, it } from 'vitest'
import { roleInTerraform } from './role-in-terraform.ts'

it('writes policies as HCL, whose templates stay text and whose comments end with their line', () => {
  const statement = { Effect: 'Allow' as const, Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::${aws:username}/%{x}/*' }
  const text = roleInTerraform({
    ...{ stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:M', roleArn: 'arn:aws:iam::1:role/path/1 role' },
    ...{ trustPolicy: { Version: '2012-10-17', Statement: [] }, policy: { Version: '2012-10-17', Statement: [statement] } },
    ...{ open: [{ action: 'a:B', resource: '*', states: ['line\nresource "x" "y" {}'] }], denied: [] },
  })
  expect(text.split('\n')).toEqual([
    '# What arn:aws:states:us-east-1:1:stateMachine:M needs, and no more.',
    '# a:B on *: in line\u{FFFD}resource "x" "y" {} the input decides on what.',
    'resource "aws_iam_role" "_1_role" {',
    '  name               = "1 role"',
    '  assume_role_policy = jsonencode({',
    '    Version = "2012-10-17"',
    '    Statement = []',
    '  })',
    '}',
    '',
    'resource "aws_iam_role_policy" "_1_role" {',
    '  name   = "least-privilege"',
    '  role   = aws_iam_role._1_role.id',
    '  policy = jsonencode({',
    '    Version = "2012-10-17"',
    '    Statement = [',
    '      {',
    '        Effect = "Allow"',
    '        Action = [',
    '          "s3:GetObject",',
    '          "s3:PutObject",',
    '        ]',
    '        Resource = "arn:aws:s3:::$${aws:username}/%%{x}/*"',
    '      },',
    '    ]',
    '  })',
    '}',
    '',
  ])
})
