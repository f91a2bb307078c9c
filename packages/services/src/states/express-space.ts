/**
 * In the data store, by ARN: asynchronous Express executions that have not ended. They run in memory alone, and AWS promises to run each at least
 * once: those that a process has left are begun anew by the next.
 */
export const expressSpace = 'states.express'
