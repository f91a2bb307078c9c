import { type JsonObject, parseJson } from '@pasos/asl'
import { expect, it } from 'vitest'
import { buildApiRequest } from './build-api-request.ts'

it('numbers keep their digits and their spelling in headers, in the query and in the body', () => {
  const list = '[12345678901234567890,1.0,"a b",true]'
  const parameters = `{"Method":"POST","Headers":{"h":${list}},"QueryParameters":{"q":${list}},"RequestBody":{"l":${list},"n":null}}`
  expect(buildApiRequest(parseJson(parameters) as JsonObject)).toMatchObject({
    ...{ query: 'q=12345678901234567890&q=1.0&q=a%20b&q=true', headers: { h: '12345678901234567890,1.0,a b,true' }, body: `{"l":${list}}` },
  })
})
