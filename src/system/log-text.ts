/**
 * A log line for people, from the JSON line that pino makes: time, severity, message, then the fields as `name=value`.
 */

/** Severities of syslog(3). */
export const PRIORITY: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/**
 * @param line one JSON object
 * @param journal with `<6>` in front instead of a time, which journald and syslog add themselves
 */
export function formatLogLine(line: string, journal: boolean): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${formatValue(value)}`)
    .join('');
  const text = `${oneLine(String(msg ?? ''))}${rest}\n`;
  if (journal) return `<${PRIORITY[String(level)] ?? 6}>${text}`;
  return `${String(time)} ${String(level).padEnd(5)} ${text}`;
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

/** A message with a line end in it would pass for two. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
