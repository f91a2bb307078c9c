import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { shapeProblem } from './check-shape.ts'
import type { ResultShape } from './result-model.ts'

const answer: ResultShape = { kind: 'structure', members: [] }

const shapes: Record<string, ResultShape> = {
  Id: { kind: 'string' },
  On: { kind: 'boolean' },
  At: { kind: 'timestamp' },
  Bytes: { kind: 'blob', min: 1, max: 2 },
  Any: { kind: 'document' },
  Size: { kind: 'number', min: 1, max: 3 },
  Mode: { kind: 'string', values: ['A', 'B'] },
  Name: { kind: 'string', min: 2, max: 3 },
  Parts: {
    kind: 'list',
    member: { kind: 'structure', members: [{ name: 'Label', sdkName: 'Label', shape: { kind: 'string' }, required: false }] },
  },
  Tags: { kind: 'map', value: { kind: 'string' } },
  Next: answer,
}
answer.members = Object.entries(shapes).map(([sdkName, shape]) => ({ name: sdkName, sdkName, shape, required: sdkName === 'Id' }))

const strict = (value: Json) => shapeProblem(answer, value, { mode: 'STRICT', optimized: false })
const present = (value: Json) => shapeProblem(answer, value, { mode: 'PRESENT', optimized: false })

test('what fits is fine, and so is what the API does not know', () => {
  const fitting = { Id: 'i', On: true, At: '2026-01-31T12:00:00Z', Bytes: 'b', Any: [1], Size: 2, Mode: 'A', Name: 'abc' }
  expect(strict({ ...fitting, Parts: [{ Label: 'l' }], Tags: { t: 'v' }, Other: 1 })).toBeUndefined()
  expect(present({ At: 'soon', Id: null })).toBeUndefined()
})

test('a wrong type is told by the member it stands in', () => {
  expect(present('text')).toBe("Field 'result' must be an object")
  expect(present({ Id: 1 })).toBe("Field 'Id' must be a string")
  expect(present({ Bytes: 1 })).toBe("Field 'Bytes' must be a string")
  expect(present({ On: 'true' })).toBe("Field 'On' must be a boolean")
  expect(present({ At: true })).toBe("Field 'At' must be a string")
  expect(present({ At: 1_700_000_000_000 })).toBe("Field 'At' must be a string")
  expect(present({ Size: '1' })).toBe("Field 'Size' must be a number")
  expect(present({ Mode: 1 })).toBe("Field 'Mode' must be a string")
  expect(present({ Parts: {} })).toBe("Field 'Parts' must be an array")
  expect(present({ Parts: [{ Label: 'l' }, { Label: [] }] })).toBe("Field 'Label' must be a string")
  expect(present({ Tags: [] })).toBe("Field 'Tags' must be an object")
  expect(present({ Tags: { t: 1 } })).toBe("Field 't' must be a string")
  expect(present({ Next: { Next: { Id: 1 } } })).toBe("Field 'Id' must be a string")
})

test('limits are the model’s', () => {
  expect(present({ Size: 0 })).toBe("Field 'Size' is less than the minimum value")
  expect(present({ Size: 4 })).toBe("Field 'Size' exceeds the maximum value")
  expect(present({ Mode: 'C' })).toBe("Field 'Mode' is not an expected value")
  expect(present({ Name: 'a' })).toBe("Field 'Name' is less than the minimum length")
  expect(present({ Name: 'abcd' })).toBe("Field 'Name' exceeds the maximum length")
})

test('required members must be there when it is strict, at every depth', () => {
  expect(strict({})).toBe("Required field 'Id' is missing")
  expect(strict({ Id: 'i', Next: {} })).toBe("Required field 'Id' is missing")
  expect(present({ Next: {} })).toBeUndefined()
})

test('blobs are held to their minimum length alone', () => {
  expect(present({ Bytes: '' })).toBe("Field 'Bytes' is less than the minimum length")
  expect(present({ Bytes: 'YWJj' })).toBeUndefined()
})

test('names of prototypes are no members', () => {
  expect(present(JSON.parse('{"__proto__": {"Id": 1}, "constructor": 1}'))).toBeUndefined()
})
