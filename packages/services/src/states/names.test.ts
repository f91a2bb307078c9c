import { expect, test } from 'vitest'
import { checkName } from './names.ts'

test.each([
  'a b',
  'a<b',
  'a[b',
  'a?b',
  'a"b',
  'a:b',
  'a/b',
  'a\\b',
  'a\u0000b',
  'a\u007fb',
  'a\u00a0b',
  'a\ud800b',
  'a\ufffeb',
  'a\u{10ffff}b',
])('refuses the name %j', name => {
  expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'InvalidName', message: `Invalid Name: '${name}'` }))
})

test.each(["a!b'(c)@d+e=f", 'a.b-c_d', 'né', '名前', '😀'])('takes the name %j', name => checkName(name))
