/** The element's style sheet, put together by `scripts/build-element.mjs`. */
declare module 'pasos-graph:style' {
  export const style: string
}
