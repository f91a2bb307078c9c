import type { AttributeValue } from '../../api/dynamodb.ts'

/** DynamoDB's `{ "S": "text" }` as the JSON that a person writes. Numbers of more digits than a number holds stay texts. */
export function plainValue(value: AttributeValue): unknown {
  const [type, content] = Object.entries(value)[0] ?? []
  if (type === 'M') {
    const members = Object.entries(content as Record<string, AttributeValue>)
    return Object.fromEntries(members.map(([name, member]) => [name, plainValue(member)]))
  }
  if (type === 'L') return (content as AttributeValue[]).map(plainValue)
  if (type === 'N') return plainNumber(content as string)
  if (type === 'NS') return (content as string[]).map(plainNumber)
  return type === 'NULL' ? null : content
}

function plainNumber(digits: string): number | string {
  return String(Number(digits)) === digits ? Number(digits) : digits
}
