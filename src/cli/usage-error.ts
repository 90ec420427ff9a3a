import { VrrpdError } from '../base/errors.js';

/** The command line cannot be understood; the message says which word. */
export class UsageError extends VrrpdError {
  constructor(message: string) {
    super('USAGE', message);
    this.name = 'UsageError';
  }
}

/** There is no such command, so that its own help cannot be pointed to. */
export class UnknownCommandError extends UsageError {}
