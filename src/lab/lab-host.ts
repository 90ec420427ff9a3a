/**
 * One host of the lab: a network namespace with its links, and the programs that run in it.
 */

import { type CommandResult, ipBatch, runCommand } from './command.js';
import { LabProcess, type ProcessOptions } from './lab-process.js';

/** One network interface of a host. */
export interface LinkSpec {
  /** As the host's configuration file names it, at most 15 characters. */
  readonly name: string;
  /** The segment that it is plugged into; default `lan`. */
  readonly segment?: string;
  /** Addresses with their prefix length, such as `192.0.2.1/24`. */
  readonly addresses?: readonly string[];
}

export interface HostSpec {
  readonly name: string;
  readonly links: readonly LinkSpec[];
}

export class LabHost {
  readonly name: string;
  /** Name of the network namespace, as `ip netns` shows it. */
  readonly namespace: string;
  /** A directory of its own for files and sockets; goes with the lab. */
  readonly directory: string;
  readonly #enter: readonly string[];

  /** @param enter argv that runs what follows it inside the namespace */
  constructor(name: string, namespace: string, directory: string, enter: readonly string[]) {
    this.name = name;
    this.namespace = namespace;
    this.directory = directory;
    this.#enter = enter;
  }

  /** Starts a program on this host; it ends with the lab, also when the lab is killed. */
  start(argv: readonly string[], options: ProcessOptions = {}): LabProcess {
    return new LabProcess([...this.#enter, ...argv], options);
  }

  /** Runs a program on this host to its end. */
  run(argv: readonly string[], input = ''): Promise<CommandResult> {
    return runCommand([...this.#enter, ...argv], input);
  }

  /** Runs lines of `ip` in this host's namespace, in one batch. */
  async ip(...lines: readonly string[]): Promise<void> {
    await ipBatch(lines, this.namespace);
  }

  /** Every address on this host's interfaces, with prefix length. */
  async addresses(): Promise<readonly string[]> {
    const { stdout } = await runCommand(['ip', '-netns', this.namespace, '-oneline', 'address', 'show']);
    return [...stdout.matchAll(/ inet6? (\S+)/g)].map((match) => {
      const text = match[1] ?? '';
      return text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
    });
  }
}
