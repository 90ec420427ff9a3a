/**
 * Writes what happens to each virtual router as a scenario: one file a router, one line a step, in the format of
 * vrrp/recording.ts. Such a file replays exactly, and becomes a test as it is. Off unless the settings name a directory.
 */

import path from 'node:path';
import type { Micros } from '../base/micros.js';
import type { VrrpAction } from '../vrrp/action.js';
import type { VrrpEvent } from '../vrrp/event.js';
import type { VirtualRouterParameters } from '../vrrp/parameters.js';
import { encodeHeader, encodeLine, encodeStep } from '../vrrp/recording.js';
import type { VrrpState } from '../vrrp/state.js';
import type { FileStore } from './ports/files.js';

/** A recording that has grown to this many characters ends, with a line that says so. */
const MAX_RECORDING = 64 * 1024 * 1024;

/** What is recorded of a virtual router; each object gets a file of its own. */
export interface RecordedRouter {
  readonly name: string;
  readonly vrid: number;
  readonly parameters: VirtualRouterParameters;
  /** After the step. */
  readonly state: VrrpState;
}

interface OpenRecording {
  readonly file: string;
  length: number;
}

export class Recorder {
  readonly #directory: string;
  readonly #files: FileStore;
  readonly #recordings = new WeakMap<RecordedRouter, OpenRecording>();

  /** @param directory exists; files of an earlier run in it are replaced */
  constructor(directory: string, files: FileStore) {
    this.#directory = directory;
    this.#files = files;
  }

  stepped(router: RecordedRouter, event: VrrpEvent, actions: readonly VrrpAction[], now: Micros): void {
    const recording = this.#recordings.get(router) ?? this.#begin(router);
    if (recording.length >= MAX_RECORDING) return;
    this.#write(recording, encodeStep(router.parameters, now, event, { state: router.state, actions }));
    if (recording.length >= MAX_RECORDING)
      this.#write(recording, encodeLine({ comment: 'the recording ends here: too long' }));
  }

  #begin(router: RecordedRouter): OpenRecording {
    const name = router.name.replace(/[^\w.-]/g, '_');
    const recording = { file: path.join(this.#directory, `${router.vrid}-${name}.jsonl`), length: 0 };
    this.#recordings.set(router, recording);
    this.#files.replace(recording.file, '');
    this.#write(recording, encodeHeader({ scenario: router.name, parameters: router.parameters }));
    return recording;
  }

  #write(recording: OpenRecording, line: string): void {
    recording.length += line.length + 1;
    this.#files.append(recording.file, `${line}\n`);
  }
}
