import { expect, it } from 'vitest'
import { changeLine } from './change-line.ts'

it('says of a refused machine which of its placeholders nothing fills in, and what only Terraform can', () => {
  const refused = { kind: 'machine', name: 'order', what: 'refused', detail: 'No.', ms: 3 } as const
  expect(changeLine(refused)).toBe('✗ state machine order: No. — 3 ms')
  expect(changeLine({ ...refused, unfilled: ['${charge}', '${ship}'] })).toBe(
    '✗ state machine order: No. Nothing fills in ${charge}, ${ship}: there is no function of that name. — 3 ms',
  )
  expect(changeLine({ ...refused, unfilled: ['${unknown}'] })).toContain('"terraform apply" deploys it.')
  expect(changeLine({ ...refused, what: 'updated', detail: 'Charge' })).toBe('✓ state machine order: Charge changed — 3 ms')
})
