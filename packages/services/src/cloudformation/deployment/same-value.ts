import type { Json } from '@pasos/asl'

/** Lists whose order says nothing: CloudFormation's schemas call them `insertionOrder: false`. */
const unordered = new Set([
  ...['Tags', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'NonKeyAttributes', 'ManagedPolicyArns'],
  ...['Roles', 'Users', 'Groups', 'Queues', 'Topics', 'Subscription', 'Targets', 'BinaryMediaTypes', 'CompatibleRuntimes'],
  ...['CompatibleArchitectures', 'SubnetIds', 'SecurityGroupIds', 'AllowOrigins', 'AllowMethods', 'AllowHeaders', 'ExposeHeaders'],
])

/** Whether two values say the same: the order of members counts for nothing, nor that of lists that are sets. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(ordered(left as Json)) === JSON.stringify(ordered(right as Json))
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    members.map(([name, member]) => [name, Array.isArray(member) && unordered.has(name) ? asSet(member) : ordered(member)]),
  )
}

function asSet(list: readonly Json[]): Json[] {
  return list
    .map(item => ({ item: ordered(item), text: JSON.stringify(ordered(item)) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item)
}
