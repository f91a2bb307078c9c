import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let resourceId: string
const call = (operation: string, input: object = {}) => world.call('apigateway', operation, { restApiId, ...input })
const refused = (operation: string, input: object = {}) => refusal(call(operation, input))

beforeEach(async () => {
  world = await lambdaWorld()
  restApiId = (await world.call('apigateway', 'CreateRestApi', { name: 'shop' })).id
  const { items } = await call('GetResources')
  resourceId = (await call('CreateResource', { parentId: items[0].id, pathPart: 'pets' })).id
})

const model = (name: string, schema: object | string, more: object = {}) =>
  call('CreateModel', {
    name,
    contentType: 'application/json',
    schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
    ...more,
  })
const reference = (name: string, apiId = restApiId) => ({ $ref: `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}` })
const pet = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, age: { type: 'integer' } } }
const invalid = (problem: string) => `BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [${problem}]`

describe('models', () => {
  it('are made, told, changed and deleted; each API begins with two', async () => {
    const names = async () => (await call('GetModels')).items.map(({ name }: { name: string }) => name).sort()
    expect(await names()).toEqual(['Empty', 'Error'])
    expect(await call('GetModel', { modelName: 'Error' })).toMatchObject({
      contentType: 'application/json',
      schema: expect.stringContaining('message'),
    })
    const made = await model('Pet', pet, { description: 'an animal' })
    expect(made).toEqual({
      ...{ id: expect.stringMatching(/^[a-z0-9]{6}$/), name: 'Pet', contentType: 'application/json', description: 'an animal' },
      schema: JSON.stringify(pet),
    })
    expect(await call('GetModel', { modelName: 'Pet' })).toEqual(made)
    expect(await names()).toEqual(['Empty', 'Error', 'Pet'])
    expect((await call('GetModels', { limit: 1 })).items).toHaveLength(1)
    const patchOperations = [
      { op: 'replace', path: '/description', value: 'a pet' },
      { op: 'replace', path: '/schema', value: '{}' },
    ]
    expect(await call('UpdateModel', { modelName: 'Pet', patchOperations })).toEqual({ ...made, description: 'a pet', schema: '{}' })
    await call('DeleteModel', { modelName: 'Pet' })
    await call('DeleteModel', { modelName: 'Empty' })
    expect(await names()).toEqual(['Error'])
  })

  it('have names of letters and digits, of which there is one of each, and a type', async () => {
    await model('Pet', pet)
    expect(await refusal(model('Pet', pet))).toBe('ConflictException: Model name already exists for this REST API')
    expect(await refusal(model('my_pet', pet))).toBe('BadRequestException: Model name must be alphanumeric: my_pet')
    expect(await refusal(model('A', pet, { contentType: 'json' }))).toBe('BadRequestException: Invalid content type specified: json')
    for (const operation of ['GetModel', 'UpdateModel', 'DeleteModel', 'GetModelTemplate']) {
      expect(await refused(operation, { modelName: 'constructor' })).toBe('NotFoundException: Invalid model name specified: constructor')
    }
  })

  it('are JSON Schema, whose references lead somewhere', async () => {
    await model('Pet', pet)
    await model('Pets', { type: 'array', items: reference('Pet') })
    await model('Ring', { properties: { next: reference('Ring'), pets: reference('Pets') } })
    expect(await refusal(model('A', '{'))).toBe(invalid('Invalid model schema specified'))
    expect(await refusal(model('A', { $id: 'x' }))).toBe(invalid('Invalid model schema specified. Unsupported keyword(s): ["$id"]'))
    expect(await refusal(model('A', reference('Gone')))).toBe(invalid('Invalid model specified: Gone'))
    expect(await refusal(model('A', { $ref: '#/definitions/B' }))).toBe(invalid('Invalid model schema specified'))
    const canonical = invalid('Invalid model schema specified, Model reference must be in canonical form')
    expect(await refusal(model('A', { $ref: 'Pet' }))).toBe(canonical)
    expect(await refusal(model('A', reference('Pet', 'other')))).toBe(canonical)
    const patchOperations = [{ op: 'replace', path: '/schema', value: JSON.stringify(reference('Gone')) }]
    expect(await refused('UpdateModel', { modelName: 'Pet', patchOperations })).toBe(invalid('Invalid model specified: Gone'))
    // What is no JSON is kept as it is written.
    expect(await model('Text', 'anything', { contentType: 'application/xml' })).toMatchObject({ schema: 'anything' })
  })

  it('stand in one schema where it is asked to be flat', async () => {
    await model('Pet', pet)
    await model('Pets', { type: 'array', items: reference('Pet') })
    const { schema } = await call('GetModel', { modelName: 'Pets', flatten: true })
    expect(JSON.parse(schema)).toEqual({ type: 'array', items: { $ref: '#/definitions/Pet' }, definitions: { Pet: pet } })
  })

  it('give a template to begin from', async () => {
    await model('Pet', pet)
    await model('Pets', { type: 'array', items: reference('Pet') })
    await model('Ring', { properties: { next: { $ref: '#' } } })
    expect((await call('GetModelTemplate', { modelName: 'Pet' })).value).toBe(
      ["#set($inputRoot = $input.path('$'))", '{', '  "name" : "$inputRoot.name",', '  "age" : $inputRoot.age', '}'].join('\n'),
    )
    expect((await call('GetModelTemplate', { modelName: 'Pets' })).value).toContain(
      '#foreach($elem in $inputRoot)\n  {\n    "name" : "$elem.name",',
    )
    expect((await call('GetModelTemplate', { modelName: 'Ring' })).value.length).toBeLessThan(1_000)
    expect(await refused('GetModelTemplate', { modelName: 'Empty' })).toBe(
      'BadRequestException: Model schema must have at least 1 property or array items defined',
    )
  })

  it('stay while something names them', async () => {
    await model('Pet', pet)
    await model('Pets', { type: 'array', items: reference('Pet') })
    const place = { resourceId, httpMethod: 'POST' }
    await call('PutMethod', { ...place, authorizationType: 'NONE', requestModels: { 'application/json': 'Pets' } })
    await call('PutMethodResponse', { ...place, statusCode: '200', responseModels: { 'application/json': 'Error' } })
    const why = async (modelName: string) => (await refused('DeleteModel', { modelName })).split(', is ')
    expect(await why('Pets')).toEqual(["ConflictException: Cannot delete model 'Pets'", 'referenced in method request: /pets/POST'])
    expect(await why('Error')).toEqual(["ConflictException: Cannot delete model 'Error'", 'referenced in method response: /pets/POST'])
    expect(await why('Pet')).toEqual(["ConflictException: Cannot delete model 'Pet'", 'referenced in model: Pets'])
    await call('DeleteMethod', place)
    await model('Ring', { properties: { next: reference('Ring') } })
    for (const modelName of ['Pets', 'Pet', 'Error', 'Ring']) await call('DeleteModel', { modelName })
  })
})

describe('request validators', () => {
  const made = (more: object = {}) => call('CreateRequestValidator', { name: 'all', validateRequestBody: true, ...more })

  it('are made, told, changed and deleted', async () => {
    const validator = await made()
    const { id } = validator
    expect(validator).toEqual({ id, name: 'all', validateRequestBody: true, validateRequestParameters: false })
    expect(await call('GetRequestValidator', { requestValidatorId: id })).toEqual(validator)
    expect((await call('GetRequestValidators')).items).toEqual([validator])
    const patchOperations = [
      { op: 'replace', path: '/name', value: 'parameters' },
      { op: 'replace', path: '/validateRequestBody', value: 'false' },
      { op: 'replace', path: '/validateRequestParameters', value: 'true' },
    ]
    const changed = { id, name: 'parameters', validateRequestBody: false, validateRequestParameters: true }
    expect(await call('UpdateRequestValidator', { requestValidatorId: id, patchOperations })).toEqual(changed)
    await call('DeleteRequestValidator', { requestValidatorId: id })
    expect((await call('GetRequestValidators')).items).toEqual([])
    for (const operation of ['GetRequestValidator', 'UpdateRequestValidator', 'DeleteRequestValidator']) {
      expect(await refused(operation, { requestValidatorId: id })).toBe('NotFoundException: Invalid Request Validator identifier specified')
    }
  })

  it('are twenty at most, each of another name', async () => {
    await made()
    expect(await refusal(made())).toBe('ConflictException: Request Validator name must be unique')
    for (let count = 1; count < 20; count++) await made({ name: `${count}` })
    expect(await refusal(made({ name: 'more' }))).toMatch(/^LimitExceededException: /)
    const [{ id: requestValidatorId, name }] = (await call('GetRequestValidators')).items
    const patchOperations = [{ op: 'replace', path: '/validateRequestParameters', value: 'true' }]
    expect(await call('UpdateRequestValidator', { requestValidatorId, patchOperations })).toMatchObject({
      name,
      validateRequestParameters: true,
    })
  })
})

describe('a method', () => {
  const put = (more: object) => call('PutMethod', { resourceId, httpMethod: 'POST', authorizationType: 'NONE', ...more })

  it('names models and a validator that there are', async () => {
    expect(await refusal(put({ requestModels: { 'application/json': 'Gone' } }))).toBe(
      'BadRequestException: Invalid model identifier specified: Gone',
    )
    expect(await refusal(put({ requestValidatorId: 'gone' }))).toBe('BadRequestException: Invalid Request Validator identifier specified')
    const { id } = await call('CreateRequestValidator', { name: 'all' })
    const place = { resourceId, httpMethod: 'POST' }
    expect(await put({ requestValidatorId: id })).toMatchObject({ requestValidatorId: id })
    expect(await refused('DeleteRequestValidator', { requestValidatorId: id })).toBe(
      `ConflictException: Cannot delete request validator '${id}', is referenced in method: POST//pets`,
    )
    const patch = (path: string, value?: string, op = 'replace') =>
      call('UpdateMethod', { ...place, patchOperations: [{ op, path, ...(value !== undefined && { value }) }] })
    expect(await refusal(patch('/requestValidatorId', 'gone'))).toContain('Invalid Request Validator identifier specified')
    expect(await refusal(patch('/requestModels/application~1json', 'Gone'))).toContain('Invalid model identifier specified: Gone')
    expect(await patch('/requestModels/application~1json', 'Error')).toMatchObject({ requestModels: { 'application/json': 'Error' } })
    expect(await patch('/requestValidatorId', '')).not.toHaveProperty('requestValidatorId')
    expect(await patch('/requestValidatorId', id)).toMatchObject({ requestValidatorId: id })
    expect(await patch('/requestValidatorId', undefined, 'remove')).not.toHaveProperty('requestValidatorId')
    const answered = { ...place, statusCode: '200', responseModels: { 'application/json': 'Gone' } }
    expect(await refused('PutMethodResponse', answered)).toBe('BadRequestException: Invalid model identifier specified: Gone')
    await call('PutMethodResponse', { ...place, statusCode: '200' })
    const patchOperations = [{ op: 'add', path: '/responseModels/application~1json', value: 'Gone' }]
    expect(await refused('UpdateMethodResponse', { ...place, statusCode: '200', patchOperations })).toContain('Invalid model identifier')
  })
})
