import { checkDefinition } from '@pasos/asl'
import { expect, it } from 'vitest'
import { TEMPLATES } from './templates.ts'

it.for(TEMPLATES.filter(template => template.id !== 'blank'))('the template $id has no error', ({ definition }) => {
  const errors = checkDefinition(JSON.stringify(definition, null, 2)).filter(finding => finding.severity === 'ERROR')
  expect(errors.map(finding => finding.message)).toEqual([])
})
