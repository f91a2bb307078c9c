/** Signs of buttons, drawn on a field of 16 × 16. */
const SIGNS = {
  'add-plus': 'M8 2v12M2 8h12',
  'angle-left': 'M10.5 2.500 5 8l5.500 5.500',
  'angle-left-double': 'M8 2.500 2.500 8 8 13.500M13.500 2.500 8 8l5.500 5.500',
  'angle-right': 'M5.500 2.500 11 8l-5.500 5.500',
  'angle-right-double': 'M8 2.500 13.500 8 8 13.500M2.500 2.500 8 8l-5.500 5.500',
  'caret-right-filled': 'M5 3v10l6.500-5z',
  close: 'M2.500 2.500l11 11M13.500 2.500l-11 11',
  edit: 'M2.500 13.500l.700-3.200L11 2.500l2.500 2.500-7.800 7.800z',
  filter: 'M2.500 3.500h11L9.500 8.500v4.500l-3-1.500v-3z',
  redo: 'M10 3l3.500 3L10 9M13.500 6H6.500a4 4 0 0 0 0 8H9',
  refresh: 'M13.500 8A5.500 5.500 0 1 1 11.500 3.700M11.500 1v3.200H8.300',
  undo: 'M6 3 2.500 6 6 9M2.500 6h7a4 4 0 0 1 0 8H7',
} as const

export type IconName = keyof typeof SIGNS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={SIGNS[name]} />
    </svg>
  )
}
