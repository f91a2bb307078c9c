import type { ServiceModel } from '../model/service-model.ts'

/** JSON with one operation or shape to a line, so that an upgrade reads well as a diff. */
export function modelText(model: ServiceModel): string {
  const { operations, shapes, ...head } = model
  const headLines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{\n${[...headLines, section('operations', operations), section('shapes', shapes)].join(',\n')}\n}\n`
}

function section(name: string, entries: Record<string, unknown>): string {
  const lines = Object.entries(entries).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `  ${JSON.stringify(name)}: {\n${lines.join(',\n')}\n  }`
}
