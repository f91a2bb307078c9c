import { expect, it } from 'vitest'
import { partitionOf } from './partition.ts'

it.each([
  ['us-east-1', 'aws'],
  ['eu-west-3', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['local', 'aws'],
])('the region %s lies in the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition)
})

it('is found whichever region was asked for before', () => {
  const asked = ['us-east-1', 'cn-north-1', 'cn-north-1', 'us-east-1', '', 'eusc-de-east-1', 'us-east-1']
  expect(asked.map(partitionOf)).toEqual(['aws', 'aws-cn', 'aws-cn', 'aws', 'aws', 'aws-eusc', 'aws'])
})
