import type { GraphWords } from '@pasos/graph/view'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** The graph's own words in the console's language. */
export function useGraphWords(isEditing = false): GraphWords {
  const { t } = useTranslation()
  return useMemo(
    () => ({
      label: t(isEditing ? 'graph.labelEditing' : 'graph.label'),
      box: t('graph.box'),
      hint: t('graph.nodeHint'),
      none: t('graph.none'),
      plain: t('graph.plain'),
      overview: t('graph.overview'),
      tools: t('graph.tools'),
      zoomIn: t('graph.zoomIn'),
      zoomOut: t('graph.zoomOut'),
      fit: t('graph.fit'),
      search: t('graph.search'),
      loose: t('graph.loose'),
      insertAfter: state => t('graph.insertAfter', { state }),
      insertBetween: (state, next) => t('graph.insertBetween', { state, next }),
      insertFirst: (container, branch) => {
        if (container === undefined) return t('graph.insertFirst')
        return branch === undefined ? t('graph.insertFirstIn', { container }) : t('graph.insertFirstInBranch', { container, branch })
      },
      insertRule: choice => t('graph.insertRule', { choice }),
      typeName: type => t(`stateType.${type as 'Task'}`, { defaultValue: type }),
    }),
    [t, isEditing],
  )
}
