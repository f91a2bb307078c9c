import { expect, it } from 'vitest'
import { checkSchema, type SchemaInput } from './check-schema.ts'

const whole: SchemaInput = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
}

it.each([
  ['AttributeDefinitions', 'attributeDefinitions'],
  ['KeySchema', 'keySchema'],
] as const)('a table without %s is refused, although the model lets it be missing', (member, named) => {
  const { [member]: _, ...without } = whole
  expect(() => checkSchema(whole)).not.toThrow()
  expect(() => checkSchema(without as SchemaInput)).toThrow(
    `Value null at '${named}' failed to satisfy constraint: Member must not be null`,
  )
})
