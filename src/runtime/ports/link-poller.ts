/** Asking drivers for the state of a link, for those that do not report its changes. */

export interface PolledLink {
  readonly name: string;
  /** `driver`: by the driver's own word where it gives one. `flags`: by the flags that the kernel shows. */
  readonly ask: 'driver' | 'flags';
}

export interface LinkAnswer {
  readonly name: string;
  readonly up: boolean;
  /** Who answered: a driver that cannot tell leaves it to the flags. */
  readonly by: PolledLink['ask'];
}

export interface LinkPoller {
  /**
   * Asks in another thread: a driver may take long, and nobody waits for it.
   * @param answered called once, later, from the event loop; interfaces that are not there are left out. With nothing
   * when the thread died.
   */
  ask(links: readonly PolledLink[], answered: (answers: readonly LinkAnswer[]) => void): void;
  /** No answer comes after this. */
  close(): void;
}
