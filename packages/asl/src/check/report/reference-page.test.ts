import { expect, test } from 'vitest'
import { referencePage } from './reference-page.ts'

test('docs/reference/checks.md is what the catalogue says (vitest -u writes it anew)', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../../../../docs/reference/checks.md')
})
