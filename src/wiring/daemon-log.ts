/** The log of a daemon, where and in the form that was asked for. */

import type { DaemonRequest } from '../cli/programs.js';
import { journalListens, journalWriter } from '../system/journal.js';
import { fileWriter, type LineWriter, type Log, type LogForm, startLog } from '../system/log.js';
import { syslogWriter } from '../system/syslog.js';

const SILENT: LineWriter = { write: () => {}, close: () => {} };

export function openDaemonLog(request: DaemonRequest): Log {
  const { settings, logTo, program } = request;
  if (settings.logFormat === 'auto' && logTo.type === 'stderr' && journalListens()) {
    return startLog(journalWriter(program), 'json', settings.logLevel);
  }
  return startLog(writerFor(request), formOf(settings.logFormat, logTo.type), settings.logLevel);
}

function writerFor({ logTo, program }: DaemonRequest): LineWriter {
  switch (logTo.type) {
    case 'stderr':
      return fileWriter(2);
    case 'file':
      return fileWriter(logTo.path);
    case 'syslog':
      return syslogWriter(logTo.facility, program);
    case 'none':
      return SILENT;
  }
}

/** `auto`: for the journal where it listens, for people on a terminal, in a file and in syslog, else for programs. */
function formOf(format: 'auto' | 'text' | 'json', target: string): LogForm {
  if (format !== 'auto') return format;
  if (target === 'syslog') return 'journal';
  if (target === 'file') return 'text';
  if (target === 'stderr' && process.env['JOURNAL_STREAM'] !== undefined) return 'journal';
  return process.stderr.isTTY ? 'text' : 'json';
}
