/**
 * What one client, and all of them together, may ask of the daemon. Every number is a bound that a hostile client
 * meets; none is reached by an administrator.
 */

export interface ControlLimits {
  /** Connections at once on one socket. */
  readonly connections: number;
  /** Of these, connections of one user who is neither root nor the daemon's own. */
  readonly connectionsPerUser: number;
  /** Milliseconds for a request to arrive, for its answer to leave, and for an idle connection to be used again. */
  readonly patience: number;
  /** Bytes of request line and headers. */
  readonly headerBytes: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Requests on one connection before it is closed. */
  readonly requestsPerConnection: number;
  /** Requests a second over all connections of one socket, sustained; twice as many in a burst. */
  readonly requestsPerSecond: number;
  /** Clients at once on one socket that follow events. */
  readonly followers: number;
  /** Bytes that a follower may be behind. */
  readonly followerBytes: number;
  /** Milliseconds for which one status answer serves everybody who asks. */
  readonly snapshotAge: number;
}

export const CONTROL_LIMITS: ControlLimits = {
  connections: 64,
  connectionsPerUser: 24,
  patience: 5_000,
  headerBytes: 8_192,
  bodyBytes: 65_536,
  requestsPerConnection: 100,
  requestsPerSecond: 100,
  followers: 16,
  followerBytes: 262_144,
  snapshotAge: 100,
};

/** Counts down requests: `rate` a second, at most `2 * rate` saved up. */
export class RequestBudget {
  readonly #rate: number;
  #left: number;
  #at: number;

  /** @param now milliseconds of a monotonic clock */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#left = rate * 2;
    this.#at = now;
  }

  /** Takes one request out of the budget; false when it is used up. */
  take(now: number): boolean {
    this.#left = Math.min(this.#rate * 2, this.#left + ((now - this.#at) * this.#rate) / 1000);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
