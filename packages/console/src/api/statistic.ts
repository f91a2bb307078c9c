/** What is counted or summed up: the values of two periods, or of two metrics, add up, and a chart of them has bars. Of others it has lines. */
export const addsUp = (statistic: string): boolean => statistic === 'Sum' || statistic === 'SampleCount'

/** How a chart of one thing by such a statistic is drawn. */
export const kindOf = (statistic: string): 'bars' | 'lines' => (addsUp(statistic) ? 'bars' : 'lines')
