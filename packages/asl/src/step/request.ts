import type { Json } from '../json.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { Template } from '../template/template.ts'

/** A template of the state's language, rendered; `place` is the field's, as failures of expressions name it. */
export function renderRequest(run: TurnBuilder, frame: ScopeFrame, template: Template | JsonataTemplate, input: Json, place: string): Json {
  if (run.stateOf(frame).flow.language === 'JSONata')
    return (template as JsonataTemplate).render(jsonataScope(run, frame, { input }), place)
  return (template as Template).render(new ScopeView(run, frame, input), run.env)
}
