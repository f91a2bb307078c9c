/** The text is no schedule expression; each service refuses it in its own words. */
export class ScheduleError extends Error {}
