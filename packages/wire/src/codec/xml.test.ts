import { loadService, type StructureShape } from '@pasos/models'
import { describe, expect, it } from 'vitest'
import { writeXmlElement } from './xml.ts'

describe('an element with attributes', () => {
  const grants = loadService('s3').operation('GetBucketAcl')!.output.byName.get('Grants')!
  const grant = (grants.shape as { member: StructureShape }).member

  it('declares the namespace of their prefix, once', () => {
    const written = writeXmlElement('Grant', grant, { Grantee: { Type: 'CanonicalUser', ID: 'me' }, Permission: 'READ' })
    expect(written).toBe(
      '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>me</ID></Grantee><Permission>READ</Permission></Grant>',
    )
  })
})
