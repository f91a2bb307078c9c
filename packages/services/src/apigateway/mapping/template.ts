import { remembered } from '@pasos/integrations'
import { checkNodes } from './check-template.ts'
import { readTemplate } from './read-template.ts'
import type { MappingScope } from './reference.ts'
import { type ResponseOverride, TemplateRun } from './run-template.ts'

/** A mapping template, ready to be filled in. @throws MappingFailed where it takes more than a request may */
export type Mapping = (scope: MappingScope) => { body: string; override: ResponseOverride }

/**
 * Compiles a mapping template of Velocity: text with references to `$input`, `$context`, `$stageVariables`, `$util` and variables of its own,
 * and the directives `#set`, `#if`, `#foreach`, `#define`, `#break` and `#stop`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html,
 * https://velocity.apache.org/engine/1.7/vtl-reference.html). What refers to nothing stays as it is written. Methods are those of Java's texts, lists and
 * maps that are written out in `values.ts`: nothing else of this process can be reached. Read once, as each request asks for it. @throws MappingSyntaxError
 */
export const compileMapping: (template: string) => Mapping = remembered(
  200,
  template => {
    const nodes = readTemplate(template)
    checkNodes(nodes)
    return scope => {
      const run = new TemplateRun(scope)
      return { body: run.text(nodes), override: run.override }
    }
  },
  32_768,
)
