import { expect, test } from 'vitest'
import { fileNames } from './file-names.ts'
import type { Imported, ImportedMachine } from './imported.ts'
import { projectFiles } from './project-files.ts'

test('names that differ in their capitals alone, and those of devices, get files of their own', () => {
  expect([...fileNames(['Order', 'order', 'ORDER', 'order', 'con', 'Nul.x', 'NUL.x', 'console'])]).toEqual([
    ['Order', 'Order'],
    ['order', 'order-2'],
    ['ORDER', 'ORDER-3'],
    ['con', '_con'],
    ['Nul.x', '_Nul.x'],
    ['NUL.x', '_NUL.x-2'],
    ['console', 'console'],
  ])
})

test('a project of two machines that differ in their capitals keeps both, wherever it is written', async () => {
  const machine = (name: string): ImportedMachine => ({ name, type: 'STANDARD', definition: `"${name}"`, isTraced: false, executions: [] })
  const charge = { arn: 'a', runtime: 'nodejs24.x', handler: 'i.h', timeoutSeconds: 3, memoryMb: 128, environment: [] }
  const functions = [
    { name: 'charge', ...charge },
    { name: 'Charge', ...charge },
  ]
  const imported: Imported = { machines: [machine('Order'), machine('order')], functions, roles: [], notes: [] }
  const files = await projectFiles(imported)
  expect([...files.keys()].sort()).toEqual(['Order.asl.json', 'order-2.asl.json', 'template.json'])
  const { Resources } = JSON.parse(files.get('template.json')!) as { Resources: Record<string, { Properties: Record<string, string> }> }
  const places = Object.values(Resources).map(({ Properties: { Name, FunctionName, DefinitionUri, CodeUri } }) => [
    Name ?? FunctionName,
    DefinitionUri ?? CodeUri,
  ])
  expect(places).toEqual([
    ['Order', 'Order.asl.json'],
    ['order', 'order-2.asl.json'],
    ['charge', 'functions/charge'],
    ['Charge', 'functions/Charge-2'],
  ])
})
