import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { changedSince } from './changed-since.ts'
import type { Project, ProjectFunction, ProjectMachine } from './project.ts'

const root = resolve('/work-folder')
const machine = (definition: string): ProjectMachine => ({ name: 'post', file: 'serverless.yml', definition, type: 'STANDARD' })
const stamp: ProjectFunction = { name: 'stamp', folder: root, runtime: 'nodejs24.x', handler: 'src/stamp.handler' }
const weigh: ProjectFunction = { ...stamp, name: 'weigh', folder: resolve(root, 'functions/weigh') }

function changed(before: Project, now: Project, ...files: string[]): string[] {
  const isChanged = changedSince(
    before,
    now,
    files.map(file => resolve(root, file)),
    root,
  )
  const all = [
    ...now.machines.map(({ name }) => ['machine', name] as const),
    ...now.functions.map(({ name }) => ['function', name] as const),
  ]
  return all.filter(([kind, name]) => isChanged(kind, name)).map(([, name]) => name)
}

test('an edit of a definition deploys its machine alone, also where the whole folder is the code of a function', () => {
  const before = { machines: [machine('1')], functions: [stamp, weigh] }
  expect(changed(before, { ...before, machines: [machine('2')] }, 'serverless.yml')).toEqual(['post'])
})

test('an edit of code deploys the functions whose folders hold it', () => {
  const project = { machines: [machine('1')], functions: [stamp, weigh] }
  expect(changed(project, project, 'src/stamp.js')).toEqual(['stamp'])
  expect(changed(project, project, 'functions/weigh/main.py')).toEqual(['stamp', 'weigh'])
  expect(changed(project, project, 'functions/weigh-not/main.py')).toEqual(['stamp'])
  expect(changed(project, project)).toEqual([])
})

test('an edit of code that stands in a template deploys that function alone', () => {
  const inline = (text: string): ProjectFunction => ({
    name: 'short',
    inline: { text, file: resolve(root, 'template.yaml') },
    runtime: 'nodejs24.x',
    handler: 'index.handler',
  })
  const before = { machines: [machine('1')], functions: [inline('1'), weigh] }
  expect(changed(before, { ...before, functions: [inline('2'), weigh] }, 'template.yaml')).toEqual(['short'])
  expect(changed(before, before, 'template.yaml')).toEqual([])
})

test('another handler deploys a function, another function the machines too', () => {
  const before = { machines: [machine('1')], functions: [weigh] }
  expect(changed(before, { ...before, functions: [{ ...weigh, handler: 'other.handler' }] })).toEqual(['weigh'])
  expect(changed(before, { ...before, functions: [stamp, weigh] })).toEqual(['post', 'stamp'])
})
