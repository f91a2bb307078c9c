export { withYamlValue } from './edit-yaml.ts'
export { parseYaml, plainValue, type SourceMember, type SourceNode, YamlSyntaxError } from './source-node.ts'
