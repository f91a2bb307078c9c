import { transformServerless } from '../serverless/transform-serverless.ts'
import { readTemplate, type Template } from './template.ts'

/** A template with what its transforms make of it. @throws ApiError ValidationError */
export function processedTemplate(body: string): Template {
  const template = readTemplate(body)
  return template.transforms.includes('AWS::Serverless-2016-10-31') ? transformServerless(template) : template
}
