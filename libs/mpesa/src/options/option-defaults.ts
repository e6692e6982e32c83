/** For how many days what tells of a person is kept: `retention.days`. */
export const DEFAULT_RETENTION_DAYS = 90;

/** After how many unfinished pushes in a row a phone rests: `prompts.maxUnfinished`. */
export const DEFAULT_MAX_UNFINISHED = 5;

/** How long one request to Daraja may take, ms: `http.timeoutMs`. */
export const DEFAULT_HTTP_TIMEOUT_MS = 30_000;
